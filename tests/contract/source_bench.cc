#include "tests/contract/source_bench.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "connectors/file/file_source.h"

namespace telltale {
namespace {

constexpr auto kReadLimit = std::chrono::seconds(120);

class FileBench : public SourceBench {
 public:
  FileBench() {
    std::string folder = testing::TempDir() + "source_contract_XXXXXX";
    EXPECT_NE(mkdtemp(folder.data()), nullptr);
    folder_ = folder;
    Write({});
  }
  ~FileBench() override { std::filesystem::remove_all(folder_); }

  const std::string& topic() const override { return topic_; }
  void Write(const std::vector<std::string>& values) override {
    std::ofstream file(Path(), std::ios::binary | std::ios::app);
    for (const std::string& value : values) file << value << '\n';
    ASSERT_TRUE(file.flush().good());
  }
  std::unique_ptr<Source> Open() override { return *FileSource::Open({{topic_, Path()}}, {}); }
  bool can_finish() const override { return true; }

 private:
  std::string Path() const { return folder_ / "events.ndjson"; }
  const std::string topic_ = "contract";
  std::filesystem::path folder_;
};

}  // namespace

std::unique_ptr<SourceBench> NewFileBench() { return std::make_unique<FileBench>(); }

Delivered Keep(const Record& record) {
  Delivered kept{record.partition, record.offset,    record.next,
                 record.timestamp, record.tombstone, std::string(record.value)};
  if (record.key) kept.key = std::string(*record.key);
  for (const Header& header : record.headers) kept.headers.emplace_back(header.name, header.value);
  return kept;
}

std::vector<Delivered> ReadRecords(Source& source, size_t count) {
  std::vector<Delivered> all;
  const auto end = std::chrono::steady_clock::now() + kReadLimit;
  while (all.size() < count && std::chrono::steady_clock::now() < end) {
    const absl::StatusOr<Batch> batch = source.Poll(kPollWait);
    EXPECT_TRUE(batch.ok()) << batch.status();
    if (!batch.ok()) break;
    for (const Record& record : batch->records) all.push_back(Keep(record));
  }
  EXPECT_EQ(all.size(), count);
  return all;
}

std::unique_ptr<Source> OpenAt(SourceBench& bench, Offset from) {
  std::unique_ptr<Source> source = bench.Open();
  EXPECT_TRUE(source->Partitions(bench.topic()).ok());
  EXPECT_TRUE(source->Assign(kWritten, bench.topic(), from).ok());
  return source;
}

std::vector<std::string> Values(int count) {
  std::vector<std::string> values;
  for (int i = 0; i < count; ++i) values.push_back(absl::StrCat("{\"n\":", i, "}"));
  return values;
}

}  // namespace telltale
