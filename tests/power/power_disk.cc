#include "tests/power/power_disk.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"

namespace telltale {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
namespace fs = std::filesystem;

constexpr char kNote[] = "DURABLE";
constexpr char kLock[] = "LOCK";
constexpr size_t kSector = 512;

IOStatus Off() { return IOStatus::IOError("the power has failed"); }

bool IsLie(DiskLie lie, const std::string& name) {
  if (lie == DiskLie::kSyncOfLogs) return absl::EndsWith(name, ".log");
  return lie == DiskLie::kSyncOfTables && absl::EndsWith(name, ".sst");
}

std::string ReadAll(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

// A file that is being written. What it holds is also in the folder, where it is read.
class PowerFile : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  PowerFile(std::unique_ptr<rocksdb::FSWritableFile> real, PowerDisk& disk, std::string name,
            PowerDisk::FilePtr file)
      : FSWritableFileOwnerWrapper(std::move(real)),
        disk_(disk),
        name_(std::move(name)),
        file_(std::move(file)) {}

  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options,
                  IODebugContext* debug) override {
    const IOStatus status = disk_.Append(*file_, data);
    return status.ok() ? FSWritableFileOwnerWrapper::Append(data, options, debug) : status;
  }
  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo&, IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  IOStatus Sync(const IOOptions&, IODebugContext*) override { return disk_.Sync(*file_, name_); }
  IOStatus Fsync(const IOOptions&, IODebugContext*) override { return disk_.Sync(*file_, name_); }
  // Asks the disk to begin; promises nothing.
  IOStatus RangeSync(uint64_t, uint64_t, const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }

 private:
  PowerDisk& disk_;
  const std::string name_;
  const PowerDisk::FilePtr file_;
};

class PowerDirectory : public rocksdb::FSDirectoryWrapper {
 public:
  PowerDirectory(std::unique_ptr<rocksdb::FSDirectory> real, PowerDisk& disk)
      : FSDirectoryWrapper(std::move(real)), disk_(disk) {}
  IOStatus Fsync(const IOOptions&, IODebugContext*) override { return disk_.SyncNames(); }
  IOStatus FsyncWithDirOptions(const IOOptions&, IODebugContext*,
                               const rocksdb::DirFsyncOptions&) override {
    return disk_.SyncNames();
  }

 private:
  PowerDisk& disk_;
};

PowerDisk::PowerDisk(std::string dir, uint64_t seed, DiskLie lie)
    : FileSystemWrapper(rocksdb::FileSystem::Default()),
      dir_(std::move(dir)),
      lie_(lie),
      random_(seed) {}

void PowerDisk::FailAfter(int64_t change) {
  const std::lock_guard lock(mutex_);
  fails_at_ = changes_ + change;
}

bool PowerDisk::has_failed() const {
  const std::lock_guard lock(mutex_);
  return failed_;
}

int64_t PowerDisk::changes() const {
  const std::lock_guard lock(mutex_);
  return changes_;
}

PowerDisk::Fate PowerDisk::Next() {
  if (failed_) return Fate::kOff;
  if (++changes_ != fails_at_) return Fate::kDone;
  failed_ = true;
  return Fate::kUnderWay;
}

IOStatus PowerDisk::Append(File& file, const rocksdb::Slice& data) {
  const std::lock_guard lock(mutex_);
  const Fate fate = Next();
  if (fate == Fate::kOff) return Off();
  size_t size = data.size();
  if (fate == Fate::kUnderWay) size = random_.Between(0, static_cast<int64_t>(size));
  file.bytes.append(data.data(), size);
  return fate == Fate::kDone ? IOStatus::OK() : Off();
}

IOStatus PowerDisk::Sync(File& file, const std::string& name) {
  const std::lock_guard lock(mutex_);
  const Fate fate = Next();
  const bool reached = fate == Fate::kDone || (fate == Fate::kUnderWay && random_.Chance(50));
  if (reached && !IsLie(lie_, name)) {
    file.synced = file.bytes.size();
    SyncNamesOf(file);
  }
  return fate == Fate::kDone ? IOStatus::OK() : Off();
}

// What POSIX does not promise, but RocksDB relies on and ext4, XFS and Btrfs keep: a file that is
// synced has its name. What happened before to that name, and to those that were bound to it by a
// renaming, has then happened too.
void PowerDisk::SyncNamesOf(const File& file) {
  if (lie_ == DiskLie::kSyncOfDirectories) return;
  const auto is_its = [&](const Entry& entry) { return entry.file.get() == &file; };
  std::set<std::string> names;
  std::vector<Entry> happened, rest;  // the last one first
  for (auto entry = pending_.rbegin(); entry != pending_.rend(); ++entry) {
    const bool has = is_its(*entry) || names.contains(entry->put) || names.contains(entry->remove);
    if (has) names.insert({entry->put, entry->remove});
    names.erase("");
    (has ? happened : rest).push_back(std::move(*entry));
  }
  std::for_each(happened.rbegin(), happened.rend(),
                [this](const Entry& entry) { Apply(entry, durable_); });
  pending_.assign(rest.rbegin(), rest.rend());
}

IOStatus PowerDisk::SyncNames() {
  const std::lock_guard lock(mutex_);
  const Fate fate = Next();
  const bool reached = fate == Fate::kDone || (fate == Fate::kUnderWay && random_.Chance(50));
  if (reached && lie_ != DiskLie::kSyncOfDirectories) {
    durable_ = live_;
    pending_.clear();
  }
  return fate == Fate::kDone ? IOStatus::OK() : Off();
}

IOStatus PowerDisk::Change(Entry entry) {
  const std::lock_guard lock(mutex_);
  const Fate fate = Next();
  if (fate == Fate::kOff) return Off();
  Apply(entry, live_);
  if (fate == Fate::kDone || random_.Chance(50)) pending_.push_back(std::move(entry));
  return fate == Fate::kDone ? IOStatus::OK() : Off();
}

void PowerDisk::Apply(const Entry& entry, Names& names) {
  if (!entry.remove.empty()) names.erase(entry.remove);
  if (!entry.put.empty()) names[entry.put] = entry.file;
}

std::string PowerDisk::NameOf(const std::string& path) const {
  const fs::path it(path);
  return it.parent_path() == fs::path(dir_) && it.filename() != kLock ? it.filename().string() : "";
}

IOStatus PowerDisk::NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    IODebugContext* debug) {
  const std::string name = NameOf(path);
  if (name.empty()) return target()->NewWritableFile(path, options, file, debug);
  const auto made = std::make_shared<File>();
  IOStatus status = Change({.put = name, .file = made, .remove = {}});
  if (!status.ok()) return status;
  std::unique_ptr<rocksdb::FSWritableFile> real;
  status = target()->NewWritableFile(path, options, &real, debug);
  if (status.ok()) *file = std::make_unique<PowerFile>(std::move(real), *this, name, made);
  return status;
}

IOStatus PowerDisk::NewDirectory(const std::string& path, const IOOptions& options,
                                 std::unique_ptr<rocksdb::FSDirectory>* directory,
                                 IODebugContext* debug) {
  std::unique_ptr<rocksdb::FSDirectory> real;
  const IOStatus status = target()->NewDirectory(path, options, &real, debug);
  if (status.ok()) *directory = std::make_unique<PowerDirectory>(std::move(real), *this);
  return status;
}

IOStatus PowerDisk::DeleteFile(const std::string& path, const IOOptions& options,
                               IODebugContext* debug) {
  const std::string name = NameOf(path);
  if (!name.empty()) {
    const IOStatus status = Change({.put = {}, .file = nullptr, .remove = name});
    if (!status.ok()) return status;
  }
  return target()->DeleteFile(path, options, debug);
}

IOStatus PowerDisk::RenameFile(const std::string& from, const std::string& to,
                               const IOOptions& options, IODebugContext* debug) {
  FilePtr file;
  {
    const std::lock_guard lock(mutex_);
    file = live_[NameOf(from)];
  }
  const IOStatus status = Change({.put = NameOf(to), .file = file, .remove = NameOf(from)});
  return status.ok() ? target()->RenameFile(from, to, options, debug) : status;
}

// A sector is written as a whole or torn, and torn it may hold anything; what was synced stays. In
// RocksDB's lists of files nothing ever shows that was not written: see docs/adr/0081.
std::string PowerDisk::Survivor(const std::string& name, const File& file) {
  const size_t size = file.bytes.size();
  if (file.synced == size) return file.bytes;
  const auto kept = static_cast<size_t>(
      random_.Between(static_cast<int64_t>(file.synced), static_cast<int64_t>(size)));
  std::string survivor = file.bytes.substr(0, kept);
  const bool grows_only = absl::StartsWith(name, "MANIFEST") && lie_ != DiskLie::kTornLists;
  switch (random_.Between(0, grows_only ? 2 : 4)) {
    case 0:
      return file.bytes.substr(0, file.synced);
    case 1:
      return file.bytes;
    case 2:
      return survivor;
    case 3:  // the size was written before the bytes
      return survivor + std::string(size - kept, '\0');
    default:
      for (size_t end = std::min(size, (kept / kSector + 1) * kSector); survivor.size() < end;) {
        survivor.push_back(static_cast<char>(random_.Next()));
      }
      return survivor;
  }
}

void PowerDisk::LoseNames() {
  if (random_.Chance(50)) {  // a journal: the first few
    pending_.resize(random_.Between(0, static_cast<int64_t>(pending_.size())));
  } else {  // POSIX: any of them
    std::erase_if(pending_, [this](const Entry&) { return random_.Chance(50); });
  }
  for (const Entry& entry : pending_) Apply(entry, durable_);
  pending_.clear();
}

void PowerDisk::WriteBack() {
  for (const auto& entry : fs::directory_iterator(dir_)) {
    const std::string name = entry.path().filename();
    if (name != kNote && name != kLock) fs::remove(entry.path());
  }
  for (auto& [name, file] : durable_) {
    const std::string bytes = Survivor(name, *file);
    file = std::make_shared<File>(File{bytes, bytes.size()});
    std::ofstream(dir_ + "/" + name, std::ios::binary) << bytes;
  }
  live_ = durable_;
}

void PowerDisk::LoseNotes() {
  constexpr int kDigits = 20;
  const std::string path = dir_ + "/" + kNote;
  uint64_t newest = 0;
  if (!absl::SimpleAtoi(ReadAll(path), &newest)) return;
  if (newest < noted_) noted_ = 0;  // the database is made anew
  noted_ = random_.Between(static_cast<int64_t>(noted_), static_cast<int64_t>(newest));
  std::ofstream(path, std::ios::binary) << absl::StrFormat("%0*d\n", kDigits, noted_);
}

void PowerDisk::ComeBack() {
  const std::lock_guard lock(mutex_);
  LoseNames();
  WriteBack();
  LoseNotes();
  failed_ = false;
  fails_at_ = 0;
}

}  // namespace telltale
