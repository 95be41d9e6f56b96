// FileSource: newline-delimited JSON as a source. One file is one partition (0)
// of one topic, and the byte at which a line begins is its offset.
//
//   ASSIGN_OR_RETURN(auto source, FileSource::Open({{"plant.alarms",
//   "events.ndjson"}}, {}));
//
// `-` is standard input, which has no positions to come back to: it is read
// once, from its start. An empty line is a record without a value.
//
// Thread safety: as Source.
// Errors: kDataLoss if a followed file shrank or was replaced; kNotFound if
// there is no such file.
#ifndef TELLTALE_CONNECTORS_FILE_FILE_SOURCE_H_
#define TELLTALE_CONNECTORS_FILE_FILE_SOURCE_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "connectors/file/line_reader.h"
#include "engine/ports/ports.h"

namespace telltale {

struct FileSourceOptions {
  bool follow = false;  // wait for more at the end, as `tail -f` does
};

class FileSource : public Source {
 public:
  // `files`: topic -> path.
  static absl::StatusOr<std::unique_ptr<FileSource>> Open(
      const std::map<std::string, std::string>& files, const FileSourceOptions& options);
  ~FileSource() override;

  absl::StatusOr<std::vector<int32_t>> Partitions(const std::string& topic) override;
  absl::StatusOr<Bounds> GetBounds(const std::string& topic, int32_t partition) override;
  absl::StatusOr<Offset> OffsetAt(const std::string& topic, int32_t partition,
                                  ArrivalTime time) override;
  absl::StatusOr<std::optional<Fingerprint>> ReadOne(const std::string& topic, int32_t partition,
                                                     Offset offset) override;
  absl::StatusOr<std::optional<GroupOffset>> ReadGroup(const std::string& topic,
                                                       int32_t partition) override;
  absl::Status Assign(PartitionId id, const std::string& topic, Offset from) override;
  absl::StatusOr<Batch> Poll(Millis limit) override;
  absl::Status ClaimGroup(const std::string& metadata) override;
  void Ack(PartitionId partition, Offset next) override;
  void CommitGroup() override;
  void Wake() override;

 private:
  struct File {
    std::string path;
    int fd = -1;
    bool seekable = false;
    PartitionId id;
    std::unique_ptr<LineReader> reader;  // from Assign on
    bool ended = false;
  };

  explicit FileSource(const FileSourceOptions& options);
  absl::StatusOr<File*> Find(const std::string& topic);
  // Both return whether there may be more to read at once.
  absl::StatusOr<bool> ReadAll();
  absl::StatusOr<bool> ReadFrom(File& file);
  bool Finished() const;
  absl::Status CheckStillWhole(const File& file) const;
  void WaitForMore(Millis limit);

  FileSourceOptions options_;
  int wake_fd_ = -1;  // an eventfd
  std::map<std::string, File> files_;
  std::vector<Line> lines_;
  std::vector<Record> records_;
};

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_FILE_FILE_SOURCE_H_
