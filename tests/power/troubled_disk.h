// TroubledDisk: a disk on which something does not work, as long as a test wants.
//
//   TroubledDisk disk;
//   disk.fail_writes = rocksdb::IOStatus::NoSpace("disk full");
//
// Thread safety: none but what RocksDB needs while nothing is changed.
#ifndef TELLTALE_TESTS_POWER_TROUBLED_DISK_H_
#define TELLTALE_TESTS_POWER_TROUBLED_DISK_H_

#include <rocksdb/file_system.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace telltale {

class TroubledDisk : public rocksdb::FileSystemWrapper {
 public:
  TroubledDisk() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}
  const char* Name() const override { return "TroubledDisk"; }

  rocksdb::IOStatus fail_opens;  // of files for writing
  rocksdb::IOStatus fail_writes;
  rocksdb::IOStatus fail_syncs;
  std::function<void()> while_syncing;  // may be empty

  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override {
    if (!fail_opens.ok()) return fail_opens;
    std::unique_ptr<rocksdb::FSWritableFile> real;
    const rocksdb::IOStatus status = target()->NewWritableFile(path, options, &real, debug);
    if (status.ok()) *file = std::make_unique<File>(std::move(real), *this);
    return status;
  }

 private:
  class File : public rocksdb::FSWritableFileOwnerWrapper {
   public:
    File(std::unique_ptr<rocksdb::FSWritableFile> real, const TroubledDisk& disk)
        : FSWritableFileOwnerWrapper(std::move(real)), disk_(disk) {}
    rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* debug) override {
      if (!disk_.fail_writes.ok()) return disk_.fail_writes;
      return FSWritableFileOwnerWrapper::Append(data, options, debug);
    }
    rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                             const rocksdb::DataVerificationInfo&,
                             rocksdb::IODebugContext* debug) override {
      return Append(data, options, debug);
    }
    rocksdb::IOStatus Sync(const rocksdb::IOOptions&, rocksdb::IODebugContext*) override {
      if (disk_.while_syncing) disk_.while_syncing();
      return disk_.fail_syncs;
    }

   private:
    const TroubledDisk& disk_;
  };
};

}  // namespace telltale

#endif  // TELLTALE_TESTS_POWER_TROUBLED_DISK_H_
