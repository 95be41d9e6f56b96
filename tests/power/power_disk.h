// PowerDisk: a disk whose power fails in the middle of something. It keeps apart what a program
// wrote and what is really on the disk, and when the power fails only the latter comes back:
//
// - of a file what was synced, and of the rest nothing, all, or a part that ends in a torn sector;
// - of names that were made, renamed or deleted since their file or their directory was synced the
//   first few, or any of them.
//
//   PowerDisk disk(folder, random);
//   disk.FailAfter(17);        // the 17th change of the disk is under way when the power fails
//   ... RocksDB on disk ...    // until it is told that nothing works
//   disk.ComeBack();           // the folder is as a computer finds it that starts again
//
// It sees what RocksDB does. DURABLE, which the store writes beside it without a sync, comes back
// as one of the numbers that it may have had.
//
// Thread safety: any thread; what is drawn repeats only if one thread changes files.
#ifndef TELLTALE_TESTS_POWER_POWER_DISK_H_
#define TELLTALE_TESTS_POWER_POWER_DISK_H_

#include <rocksdb/file_system.h>

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "tests/simulation/random.h"

namespace telltale {

// What the disk is told to do and does not: for tests of these tests.
enum class DiskLie : uint8_t {
  kNone,
  kSyncOfLogs,         // as if writes were not synced
  kSyncOfTables,       // *.sst
  kSyncOfDirectories,  // new names are lost, however old
  kTornLists,          // MANIFESTs may end in bytes that nobody wrote
};

class PowerDisk : public rocksdb::FileSystemWrapper {
 public:
  // `dir` is the folder of the database; files elsewhere are no part of this.
  PowerDisk(std::string dir, uint64_t seed, DiskLie lie = DiskLie::kNone);
  const char* Name() const override { return "PowerDisk"; }

  // The power fails at the `change`th change from here on; 1 is the next one.
  void FailAfter(int64_t change);
  bool has_failed() const;
  // Changes so far.
  int64_t changes() const;
  // Power is back. REQUIRES: it failed; no file is open.
  void ComeBack();

  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewDirectory(const std::string& path, const rocksdb::IOOptions& options,
                                 std::unique_ptr<rocksdb::FSDirectory>* directory,
                                 rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus DeleteFile(const std::string& path, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;

 private:
  friend class PowerFile;
  friend class PowerDirectory;

  struct File {
    std::string bytes;
    size_t synced = 0;  // so many of them are on the disk
  };
  using FilePtr = std::shared_ptr<File>;
  using Names = std::map<std::string, FilePtr>;
  // A change of names. Renaming puts and removes at once.
  struct Entry {
    std::string put;
    FilePtr file;
    std::string remove;
  };

  // What becomes of a change: it is made; it is under way when the power fails; there is no power.
  enum class Fate : uint8_t { kDone, kUnderWay, kOff };
  Fate Next();
  rocksdb::IOStatus Append(File& file, const rocksdb::Slice& data);
  rocksdb::IOStatus Sync(File& file, const std::string& name);
  void SyncNamesOf(const File& file);
  rocksdb::IOStatus SyncNames();
  rocksdb::IOStatus Change(Entry entry);
  static void Apply(const Entry& entry, Names& names);
  std::string Survivor(const std::string& name, const File& file);
  void LoseNames();
  void WriteBack();
  void LoseNotes();
  std::string NameOf(const std::string& path) const;  // empty: not in the folder

  const std::string dir_;
  const DiskLie lie_;
  mutable std::mutex mutex_;
  Random random_;
  int64_t changes_ = 0;
  int64_t fails_at_ = 0;  // 0: never
  bool failed_ = false;
  Names live_;                  // what programs see
  Names durable_;               // what is on the disk
  std::vector<Entry> pending_;  // what makes the one of the other
  uint64_t noted_ = 0;          // in DURABLE, when the power came back last
};

}  // namespace telltale

#endif  // TELLTALE_TESTS_POWER_POWER_DISK_H_
