#include "engine/rules/route_inputs.h"

#include <array>

#include "engine/feel/utf8.h"

namespace telltale {
namespace {

Value TextValue(std::string_view bytes) {
  return feel::IsUtf8(bytes) ? Value::String(bytes) : Value::Null();
}

Value HeaderValue(absl::Span<const Header> headers, std::string_view name) {
  for (size_t i = headers.size(); i-- > 0;) {
    if (headers[i].name == name) return TextValue(headers[i].value);
  }
  return Value::Missing();
}

Value Whole(int64_t number) { return Value::Number(static_cast<double>(number)); }

}  // namespace

std::optional<Path> RouteInputs::Bind(SlotTable& fields) {
  std::optional<Path> unknown;
  for (size_t slot = origins_.size(); slot < paths_.paths().size(); ++slot) {
    const Path& path = paths_.paths()[slot];
    origins_.push_back(OriginOf(path, fields));
    if (origins_.back().kind == Origin::Kind::kNothing && !unknown) unknown = path;
  }
  return unknown;
}

RouteInputs::Origin RouteInputs::OriginOf(const Path& path, SlotTable& fields) {
  using Kind = Origin::Kind;
  constexpr std::array<std::pair<std::string_view, Kind>, 5> kOwn = {
      {{"key", Kind::kKey},
       {"topic", Kind::kTopic},
       {"partition", Kind::kPartition},
       {"offset", Kind::kOffset},
       {"timestamp", Kind::kTimestamp}}};
  const std::vector<std::string>& names = path.segments;
  if (names[0] == "event" && names.size() == 1) return {Kind::kEvent};
  if (names[0] != "record") return {Kind::kField, fields.Add(path)};
  if (names.size() == 3 && names[1] == "headers") return {Kind::kHeader, 0, names[2]};
  for (const auto& [name, kind] : kOwn) {
    if (names.size() == 2 && names[1] == name) return {kind};
  }
  return {Kind::kNothing};
}

Value RouteInputs::ValueOf(const Origin& origin, const RecordContext& context) {
  const Record& record = context.record;
  switch (origin.kind) {
    case Origin::Kind::kField:
      return context.fields[origin.slot];
    case Origin::Kind::kEvent:
      return Value::Other(record.value);
    case Origin::Kind::kKey:
      return record.key ? TextValue(*record.key) : Value::Missing();
    case Origin::Kind::kTopic:
      return Value::String(context.topic);
    case Origin::Kind::kPartition:
      return Whole(record.partition.partition);
    case Origin::Kind::kOffset:
      return Whole(record.offset.value);
    case Origin::Kind::kTimestamp:
      return ToMs(record.timestamp) < 0 ? Value::Missing() : Whole(ToMs(record.timestamp));
    case Origin::Kind::kHeader:
      return HeaderValue(record.headers, origin.header);
    case Origin::Kind::kNothing:
      break;
  }
  return Value::Missing();
}

void RouteInputs::Read(const RecordContext& context, size_t end, std::vector<Value>& values) const {
  for (size_t slot = values.size(); slot < end; ++slot) {
    values.push_back(ValueOf(origins_[slot], context));
  }
}

}  // namespace telltale
