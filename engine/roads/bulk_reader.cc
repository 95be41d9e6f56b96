#include "engine/roads/bulk_reader.h"

#include <map>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

constexpr size_t kShownBytes = 80;
// Further than any log of Zeebe goes.
constexpr int64_t kMostPosition = int64_t{1} << 53;

// Lines of a request, one by one.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  bool empty() const { return rest_.empty(); }
  size_t number() const { return number_; }  // of the line taken last, from 1

  // REQUIRES: not empty
  std::string_view Take() {
    ++number_;
    const size_t end = rest_.find('\n');
    std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end == rest_.npos ? rest_.size() : end + 1);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return line;
  }

 private:
  std::string_view rest_;
  size_t number_ = 0;
};

absl::Status Malformed(size_t line, std::string_view expected, std::string_view found) {
  const std::string_view shown = found.substr(0, kShownBytes);
  return MakeError(
      ErrorId::kBulkMalformed,
      absl::StrCat("line ", line, ": expected ", A(expected), ", but it is ",
                   found.empty() ? "empty" : A(shown), shown.size() < found.size() ? "..." : ""));
}

// PARTITION-POSITION, without signs or blanks.
bool ParseId(std::string_view id, BulkRecord& record) {
  const size_t dash = id.find('-');
  if (dash == id.npos || id.find_first_not_of("0123456789-") != id.npos) return false;
  return absl::SimpleAtoi(A(id.substr(0, dash)), &record.partition) &&
         absl::SimpleAtoi(A(id.substr(dash + 1)), &record.position) && record.partition >= 1 &&
         record.partition <= kMostZeebePartitions && record.position >= 0 &&
         record.position <= kMostPosition;
}

absl::StatusOr<BulkRecord> ReadAction(std::string_view line, size_t number, Decoder& actions) {
  Value id;
  DecodeError error;
  BulkRecord record;
  const bool good = actions.Decode(line, absl::MakeSpan(&id, 1), error) &&
                    id.kind == Value::Kind::kString && ParseId(id.text, record);
  if (good) return record;
  return Malformed(number, "an action {\"index\":{\"_id\":\"PARTITION-POSITION\",...}}", line);
}

// A mark per partition is enough only because positions rise.
absl::Status CheckRises(const BulkRecord& record, size_t line, std::map<int32_t, int64_t>& newest) {
  int64_t& before = newest[record.partition];
  if (record.position < before) {
    return Malformed(
        line,
        absl::StrCat("a position of at least ", before, " behind that of the ", "record before it"),
        absl::StrCat(record.position));
  }
  before = record.position;
  return absl::OkStatus();
}

}  // namespace

SlotTable BulkActionSlots() {
  SlotTable slots;
  slots.Add({{"index", "_id"}});
  return slots;
}

absl::StatusOr<std::vector<BulkRecord>> ReadBulk(std::string_view request, Decoder& actions) {
  std::vector<BulkRecord> records;
  std::map<int32_t, int64_t> newest;
  Lines lines(request);
  while (!lines.empty()) {
    if (records.size() == kMostBulkRecords) {
      return MakeError(ErrorId::kBulkTooLong,
                       absl::StrCat("expected at most ", kMostBulkRecords,
                                    " records in one request, but there are more"));
    }
    const std::string_view action = lines.Take();
    ASSIGN_OR_RETURN(BulkRecord record, ReadAction(action, lines.number(), actions));
    RETURN_IF_ERROR(CheckRises(record, lines.number(), newest));
    if (lines.empty()) {
      return Malformed(lines.number() + 1, "the record of the action before it", "");
    }
    record.json = lines.Take();
    if (record.json.empty()) {
      return Malformed(lines.number(), "the record of the action before it", "");
    }
    records.push_back(record);
  }
  if (records.empty()) return Malformed(1, "at least one action with its record", "");
  return records;
}

}  // namespace telltale
