#include "tests/simulation/oracle_case.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/hash.h"
#include "engine/base/json_text.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

using Lines = std::vector<std::string>;

std::string Quoted(std::string_view text) {
  std::string quoted;
  AppendJsonString(quoted, text);
  return quoted;
}

void AddRecords(SimWorld& world, PartitionId partition, Lines& lines) {
  const ModelTopic::Log& log = world.topic.partitions[partition.partition];
  for (const Heard& input : world.inputs.of(partition)) {
    if (input.kind != Heard::Kind::kPoll) continue;
    for (int64_t offset = input.from.value; offset < input.to.value; ++offset) {
      const ModelTopic::Entry& entry = log.entries[offset];
      lines.push_back(
          absl::StrCat("{\"partition\":", partition.partition, ",\"offset\":", offset,
                       ",\"timestamp\":", std::min(ToMs(entry.timestamp), ToMs(input.wall)),
                       ",\"value\":", entry.value ? Quoted(*entry.value) : "null", "}"));
    }
  }
}

std::string ToldMember(SimWorld& world, const Tick& tick) {
  if (!tick.told) return "";
  constexpr const char* kKinds[] = {"started", "ended", "close"};
  std::string name;
  const format::Catalog catalog = *world.disk.LoadCatalog();
  for (const format::Rule& rule : catalog.rules()) {
    if (rule.id() == tick.told->rule.value) name = rule.name();
  }
  return absl::StrCat(",\"told\":{\"kind\":\"", kKinds[static_cast<int>(tick.told->kind)],
                      "\",\"rule\":", Quoted(name), ",\"key\":\"", ToHex(tick.told->key),
                      "\",\"raised_at\":", ToMs(tick.told->raised_at), "}");
}

void AddTicks(SimWorld& world, PartitionId partition, Lines& lines) {
  CHECK(world.disk
            .ScanTicks(partition,
                       [&](const Tick& tick) {
                         lines.push_back(absl::StrCat("{\"partition\":", partition.partition,
                                                      ",\"offset\":", tick.next.value,
                                                      ",\"arrival\":", ToMs(tick.arrival),
                                                      ToldMember(world, tick), "}"));
                       })
            .ok());
}

void AddCommands(const std::vector<Ledger::Row>& rows, Lines& lines) {
  for (const Ledger::Row& row : rows) {
    const Message& message = row.row.message;
    if (message.kind == Message::Kind::kRoute) continue;  // the oracle knows rules
    const bool is_back = message.kind == Message::Kind::kBack;
    lines.push_back(absl::StrCat(
        "{\"cmd\":\"", A(KindName(message.kind)),
        "\",\"episode\":", Quoted(message.correlation_key), ",\"at\":", ToMs(message.at),
        is_back ? absl::StrCat(",\"ending\":", Quoted(message.ending)) : "", "}"));
  }
}

}  // namespace

std::string OracleCase(SimWorld& world, const std::string& config) {
  Lines records, ticks, commands;
  for (const PartitionId partition : world.inputs.partitions()) {
    AddRecords(world, partition, records);
    AddTicks(world, partition, ticks);
  }
  for (const auto& [partition, rows] : world.ledger.rows()) AddCommands(rows, commands);
  return absl::StrCat("{\"config\":", Quoted(config), ",\"records\":[", absl::StrJoin(records, ","),
                      "],\"ticks\":[", absl::StrJoin(ticks, ","), "],\"commands\":[",
                      absl::StrJoin(commands, ","), "]}");
}

}  // namespace telltale
