#include "cli/verb_table.h"

namespace telltale {

// Each stands in the file that is named after it.
extern const Verb kRunVerb;
extern const Verb kCheckVerb;
extern const Verb kTestVerb;
extern const Verb kBenchVerb;
extern const Verb kConfigVerb;
extern const Verb kEpisodesVerb;
extern const Verb kOutboxVerb;
extern const Verb kQuarantineVerb;
extern const Verb kExplainVerb;
extern const Verb kDemoVerb;
extern const Verb kCompletionVerb;
extern const Verb kVersionVerb;

namespace {

constexpr const Verb* kTable[] = {
    &kRunVerb,         //
    &kDemoVerb,        //
    &kCheckVerb,       //
    &kTestVerb,        //
    &kBenchVerb,       //
    &kConfigVerb,      //
    &kEpisodesVerb,    //
    &kOutboxVerb,      //
    &kQuarantineVerb,  //
    &kExplainVerb,     //
    &kCompletionVerb,  //
    &kVersionVerb,     //
};

}  // namespace

absl::Span<const Verb* const> VerbTable() { return kTable; }

}  // namespace telltale
