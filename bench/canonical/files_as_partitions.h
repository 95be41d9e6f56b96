// FilesAsPartitions: one topic whose partitions are files, so that several loops can read it
// without a broker beside them.
//
// Thread safety and errors: as Source and FileSource.
#ifndef TELLTALE_BENCH_CANONICAL_FILES_AS_PARTITIONS_H_
#define TELLTALE_BENCH_CANONICAL_FILES_AS_PARTITIONS_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connectors/file/file_source.h"

namespace telltale {

class FilesAsPartitions : public Source {
 public:
  // `paths`: by partition.
  static absl::StatusOr<std::unique_ptr<Source>> Open(const std::vector<std::string>& paths);

  absl::StatusOr<std::vector<int32_t>> Partitions(const std::string& topic) override;
  absl::StatusOr<Bounds> GetBounds(const std::string& topic, int32_t partition) override {
    return files_->GetBounds(NameOf(partition), 0);
  }
  absl::StatusOr<Offset> OffsetAt(const std::string& topic, int32_t partition,
                                  ArrivalTime time) override {
    return files_->OffsetAt(NameOf(partition), 0, time);
  }
  absl::StatusOr<std::optional<Fingerprint>> ReadOne(const std::string& topic, int32_t partition,
                                                     Offset offset) override {
    return files_->ReadOne(NameOf(partition), 0, offset);
  }
  absl::StatusOr<std::optional<GroupOffset>> ReadGroup(const std::string& topic,
                                                       int32_t partition) override {
    return files_->ReadGroup(NameOf(partition), 0);
  }
  absl::Status Assign(PartitionId id, const std::string& topic, Offset from) override {
    return files_->Assign(id, NameOf(id.partition), from);
  }
  absl::StatusOr<Batch> Poll(Millis limit) override { return files_->Poll(limit); }
  absl::Status ClaimGroup(const std::string& metadata) override {
    return files_->ClaimGroup(metadata);
  }
  void Ack(PartitionId partition, Offset next) override { files_->Ack(partition, next); }
  void CommitGroup() override { files_->CommitGroup(); }
  void Wake() override { files_->Wake(); }

 private:
  FilesAsPartitions(std::unique_ptr<FileSource> files, size_t count)
      : files_(std::move(files)), count_(count) {}
  // The topic that a partition is for the files' source, which knows one partition of each.
  static std::string NameOf(int32_t partition);

  std::unique_ptr<FileSource> files_;
  size_t count_;
};

}  // namespace telltale

#endif  // TELLTALE_BENCH_CANONICAL_FILES_AS_PARTITIONS_H_
