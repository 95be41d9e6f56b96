#include "engine/state/row_codec.h"

#include <algorithm>

#include "proto/format/format.pb.h"

namespace telltale {
namespace {

template <class Proto>
bool Parse(std::string_view bytes, Proto& proto) {
  return proto.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

bool IsRule(uint32_t number) { return number <= UINT16_MAX; }

void Put(const Leap& leap, format::Leap& proto) {
  proto.set_timestamp(ToMs(leap.timestamp));
  for (const LeapKey& key : leap.keys) {
    format::LeapKey& entry = *proto.add_keys();
    entry.set_rule(key.rule.value);
    entry.set_key_high(key.key.high);
    entry.set_key_low(key.key.low);
    entry.set_newest(ToMs(key.newest));
  }
}

void Put(const Told& told, format::Told& proto) {
  proto.set_rule(told.rule.value);
  proto.set_key_high(told.key.high);
  proto.set_key_low(told.key.low);
  proto.set_kind(static_cast<uint32_t>(told.kind));
  proto.set_raised_at(ToMs(told.raised_at));
}

bool Get(const format::Told& proto, Told& told) {
  if (!IsRule(proto.rule()) || proto.kind() > static_cast<uint32_t>(Told::Kind::kClose)) {
    return false;
  }
  told = {.rule = {static_cast<uint16_t>(proto.rule())},
          .key = {proto.key_high(), proto.key_low()},
          .kind = static_cast<Told::Kind>(proto.kind()),
          .raised_at = EventMs(proto.raised_at())};
  return true;
}

bool Get(const format::Leap& proto, Leap& leap) {
  leap = {.timestamp = ArrivalMs(proto.timestamp())};
  for (const format::LeapKey& entry : proto.keys()) {
    if (!IsRule(entry.rule())) return false;
    leap.keys.push_back({{static_cast<uint16_t>(entry.rule())},
                         {entry.key_high(), entry.key_low()},
                         EventMs(entry.newest())});
  }
  return true;
}

}  // namespace

std::string Encode(const Progress& progress) {
  format::Progress proto;
  proto.set_seq(progress.seq.value);
  proto.set_next(progress.next.value);
  proto.set_arrival(ToMs(progress.arrival));
  proto.set_arrival_set(ToMs(progress.arrival_set));
  proto.set_committed(ToMs(progress.committed));
  if (progress.unconfirmed) Put(*progress.unconfirmed, *proto.mutable_unconfirmed());
  if (progress.anchor) {
    format::Anchor& anchor = *proto.mutable_anchor();
    anchor.set_offset(progress.anchor->offset.value);
    anchor.set_timestamp(ToMs(progress.anchor->timestamp));
    anchor.set_digest(progress.anchor->digest);
  }
  proto.set_next_outbox(progress.next_outbox.value);
  proto.set_next_quarantine(progress.next_quarantine.value);
  proto.set_next_audit(progress.next_audit.value);
  proto.set_audited(progress.audited.value);
  return proto.SerializeAsString();
}

bool Decode(std::string_view bytes, Progress& progress) {
  format::Progress proto;
  if (!Parse(bytes, proto)) return false;
  progress.unconfirmed.reset();
  if (proto.has_unconfirmed() && !Get(proto.unconfirmed(), progress.unconfirmed.emplace())) {
    return false;
  }
  progress.seq = {proto.seq()};
  progress.next = {proto.next()};
  progress.arrival = ArrivalMs(proto.arrival());
  progress.arrival_set = WallMs(proto.arrival_set());
  progress.committed = WallMs(proto.committed());
  progress.anchor.reset();
  if (proto.has_anchor()) {
    progress.anchor = Anchor{
        {proto.anchor().offset()}, ArrivalMs(proto.anchor().timestamp()), proto.anchor().digest()};
  }
  progress.next_outbox = {proto.next_outbox()};
  progress.next_quarantine = {std::max<uint64_t>(1, proto.next_quarantine())};
  progress.next_audit = {std::max<uint64_t>(1, proto.next_audit())};
  progress.audited = {std::max<uint64_t>(1, proto.audited())};
  return true;
}

std::string Encode(const OutboxRow& row) {
  format::OutboxRow proto;
  proto.set_rule(row.rule.value);
  proto.set_key_high(row.key.high);
  proto.set_key_low(row.key.low);
  proto.set_kind(static_cast<uint32_t>(row.message.kind));
  proto.set_name(row.message.name);
  proto.set_correlation_key(row.message.correlation_key);
  proto.set_id(row.message.id);
  proto.set_ttl(row.message.ttl.count());
  proto.set_variables(row.message.variables);
  proto.set_at(ToMs(row.message.at));
  proto.set_ending(row.message.ending);
  proto.set_gated(row.gated);
  if (row.expires) proto.set_expires(ToMs(*row.expires));
  return proto.SerializeAsString();
}

bool Decode(std::string_view bytes, OutboxRow& row) {
  format::OutboxRow proto;
  if (!Parse(bytes, proto)) return false;
  if (!IsRule(proto.rule()) || proto.kind() > static_cast<uint32_t>(Message::Kind::kRoute)) {
    return false;
  }
  row.rule = {static_cast<uint16_t>(proto.rule())};
  row.key = {proto.key_high(), proto.key_low()};
  row.message.kind = static_cast<Message::Kind>(proto.kind());
  row.message.name = proto.name();
  row.message.correlation_key = proto.correlation_key();
  row.message.id = proto.id();
  row.message.ttl = Millis{proto.ttl()};
  row.message.variables = proto.variables();
  row.message.at = EventMs(proto.at());
  row.message.ending = proto.ending();
  row.gated = proto.gated();
  row.expires.reset();
  if (proto.has_expires()) row.expires = ArrivalMs(proto.expires());
  return true;
}

std::string Encode(const OutboxMark& mark) {
  format::OutboxMark proto;
  proto.set_fate(static_cast<uint32_t>(mark.fate));
  if (mark.attempt) {
    format::Attempt& attempt = *proto.mutable_attempt();
    attempt.set_wall(ToMs(mark.attempt->wall));
    attempt.set_boot_id(mark.attempt->boot_id);
    attempt.set_boot_clock(mark.attempt->boot_clock.count());
    attempt.set_cluster_id(mark.attempt->cluster_id);
    attempt.set_partitions(mark.attempt->partitions);
  }
  proto.set_last_attempt(ToMs(mark.last_attempt));
  proto.set_reason(mark.reason);
  for (const GateRecord& gate : mark.gates) {
    format::Gate& entry = *proto.add_gates();
    entry.set_process(gate.process);
    entry.set_instance(gate.instance);
    entry.set_ended(gate.ended);
  }
  return proto.SerializeAsString();
}

bool Decode(std::string_view bytes, OutboxMark& mark) {
  format::OutboxMark proto;
  if (!Parse(bytes, proto)) return false;
  if (proto.fate() > static_cast<uint32_t>(Fate::kSuperseded)) return false;
  mark.fate = static_cast<Fate>(proto.fate());
  mark.attempt.reset();
  if (proto.has_attempt()) {
    mark.attempt = Attempt{WallMs(proto.attempt().wall()), proto.attempt().boot_id(),
                           Millis{proto.attempt().boot_clock()}, proto.attempt().cluster_id(),
                           proto.attempt().partitions()};
  }
  mark.last_attempt = WallMs(proto.last_attempt());
  mark.reason = proto.reason();
  mark.gates.clear();
  for (const format::Gate& gate : proto.gates()) {
    mark.gates.push_back({gate.process(), gate.instance(), gate.ended()});
  }
  return true;
}

std::string Encode(const QuarantineRow& row) {
  format::QuarantineRow proto;
  proto.set_offset(row.offset.value);
  if (row.rule) proto.set_rule(row.rule->value);
  proto.set_error(static_cast<uint32_t>(row.error));
  proto.set_text(row.text);
  proto.set_timestamp(ToMs(row.timestamp));
  proto.set_at(ToMs(row.at));
  proto.set_payload(row.payload);
  proto.set_id(row.id);
  if (row.key) proto.set_key(*row.key);
  for (const auto& [name, value] : row.headers) {
    format::Header& header = *proto.add_headers();
    header.set_name(name);
    header.set_value(value);
  }
  proto.set_cut(row.cut);
  return proto.SerializeAsString();
}

bool Decode(std::string_view bytes, QuarantineRow& row) {
  format::QuarantineRow proto;
  if (!Parse(bytes, proto) || !IsRule(proto.rule())) return false;
  row.offset = {proto.offset()};
  row.rule.reset();
  if (proto.has_rule()) row.rule = RuleId{static_cast<uint16_t>(proto.rule())};
  row.error = static_cast<ErrorId>(proto.error());
  row.text = proto.text();
  row.timestamp = ArrivalMs(proto.timestamp());
  row.at = WallMs(proto.at());
  row.payload = proto.payload();
  row.id = proto.id();
  row.key.reset();
  if (proto.has_key()) row.key = proto.key();
  row.headers.clear();
  for (const format::Header& header : proto.headers()) {
    row.headers.emplace_back(header.name(), header.value());
  }
  row.cut = proto.cut();
  return true;
}

std::string Encode(const Tick& tick) {
  format::Tick proto;
  proto.set_next(tick.next.value);
  proto.set_arrival(ToMs(tick.arrival));
  proto.set_at(ToMs(tick.at));
  if (tick.told) Put(*tick.told, *proto.mutable_told());
  return proto.SerializeAsString();
}

bool Decode(std::string_view bytes, Tick& tick) {
  format::Tick proto;
  if (!Parse(bytes, proto)) return false;
  tick.next = {proto.next()};
  tick.arrival = ArrivalMs(proto.arrival());
  tick.at = WallMs(proto.at());
  tick.told.reset();
  return !proto.has_told() || Get(proto.told(), tick.told.emplace());
}

std::string Encode(const AuditRow& row) {
  format::AuditRow proto;
  proto.set_kind(static_cast<uint32_t>(row.kind));
  proto.set_at(ToMs(row.at));
  proto.set_arrival(ToMs(row.arrival));
  proto.set_next(row.next.value);
  proto.set_rule(row.rule.value);
  proto.set_key_high(row.key.high);
  proto.set_key_low(row.key.low);
  proto.set_key_text(row.key_text);
  proto.set_episode(row.episode);
  if (row.command) proto.set_command(static_cast<uint32_t>(*row.command));
  if (row.event_time) proto.set_event_time(ToMs(*row.event_time));
  proto.set_ending(row.ending);
  proto.set_text(row.text);
  proto.set_process(row.process);
  proto.set_instance(row.instance);
  return proto.SerializeAsString();
}

bool Decode(std::string_view bytes, AuditRow& row) {
  format::AuditRow proto;
  if (!Parse(bytes, proto) || !IsRule(proto.rule())) return false;
  const bool is_kind = proto.kind() >= static_cast<uint32_t>(AuditRow::Kind::kRaised) &&
                       proto.kind() <= static_cast<uint32_t>(AuditRow::Kind::kTick);
  if (!is_kind || proto.command() > static_cast<uint32_t>(Message::Kind::kRoute)) return false;
  row.kind = static_cast<AuditRow::Kind>(proto.kind());
  row.at = WallMs(proto.at());
  row.arrival = ArrivalMs(proto.arrival());
  row.next = {proto.next()};
  row.rule = {static_cast<uint16_t>(proto.rule())};
  row.key = {proto.key_high(), proto.key_low()};
  row.key_text = proto.key_text();
  row.episode = proto.episode();
  row.command.reset();
  if (proto.has_command()) row.command = static_cast<Message::Kind>(proto.command());
  row.event_time.reset();
  if (proto.has_event_time()) row.event_time = EventMs(proto.event_time());
  row.ending = proto.ending();
  row.text = proto.text();
  row.process = proto.process();
  row.instance = proto.instance();
  return true;
}

}  // namespace telltale
