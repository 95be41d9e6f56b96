// HistoryReader: one of Zeebe's records as a record of Kafka: whether it is wanted, under which
// topic and key, with which headers. Its value is the record's JSON, byte by byte.
//
// Thread safety: none; one reader per thread.
#ifndef TELLTALE_ENGINE_ROADS_HISTORY_READER_H_
#define TELLTALE_ENGINE_ROADS_HISTORY_READER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/ports/ports.h"
#include "engine/ports/producer.h"
#include "engine/roads/bulk_reader.h"
#include "engine/roads/history_outline.h"
#include "engine/rules/history_plan.h"
#include "engine/runtime/startup.h"

namespace telltale {

// The headers that every record has, by which a consumer tells repetitions.
inline constexpr char kZeebePartitionHeader[] = "zeebe-partition";
inline constexpr char kZeebePositionHeader[] = "zeebe-position";

class HistoryReader {
 public:
  // `plan` must outlive it.
  HistoryReader(const HistoryPlan& plan, const DecoderFactory& decoders)
      : plan_(plan), decoder_(decoders(plan.slots)), fields_(plan.slots.paths().size()) {}

  // Reads `record`. False: it cannot be used, and `error` says why.
  bool Read(const BulkRecord& record, DecodeError& error);

  // Of the record that was read last. nullopt: it cannot be read.
  const std::optional<RecordSign>& sign() const { return sign_; }
  // REQUIRES, as of Make(): Read() returned true.
  bool IsWanted() const;
  NewRecord Make() const;

 private:
  uint64_t Digest() const;
  std::string TopicName() const;
  std::string KeyText() const;
  std::optional<std::string> TextOf(const feel::Program& program) const;

  const HistoryPlan& plan_;
  const std::unique_ptr<Decoder> decoder_;
  std::vector<Value> fields_;
  BulkRecord record_;
  std::optional<RecordSign> sign_;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_ROADS_HISTORY_READER_H_
