// Witness: events made up so that, between them, a rule's expressions take every way they can.
//
// An expression that compares fields with constants only asks in which region between its constants
// a field lies. So one value per region and kind is enough to know all that can happen.
//
// Thread safety: pure functions.
#ifndef TELLTALE_ENGINE_CHECK_WITNESS_H_
#define TELLTALE_ENGINE_CHECK_WITNESS_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "engine/core/event.h"
#include "engine/rules/rule_set.h"

namespace telltale {

// More combinations than this are not tried.
inline constexpr size_t kMostWitnesses = 50000;

// Which signals events can have. `any`: some event passes `where`.
struct SignalSet {
  bool any = false;
  bool has[5] = {};  // by Signal

  void Add(Signal signal) { has[static_cast<int>(signal)] = any = true; }
  bool Has(Signal signal) const { return has[static_cast<int>(signal)]; }
};

// All signals that events of the rule can have. Nullopt: it cannot be told, because an expression
// computes with fields, or because there are too many combinations.
std::optional<SignalSet> PossibleSignals(const CompiledTopic& topic, const CompiledRule& rule);

// Signals that an event can have which lacks all fields that `bad` reads, those of the key apart.
// Empty if there is no such field, or no such event passes `where`.
SignalSet SignalsWithoutFieldsOfBad(const CompiledTopic& topic, const CompiledRule& rule);

// The fields that an expression reads.
std::vector<Slot> FieldsOf(const feel::Program& program);
// The fields that `bad` reads, those of the key apart.
std::vector<Slot> FieldsOfBad(const CompiledRule& rule);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_CHECK_WITNESS_H_
