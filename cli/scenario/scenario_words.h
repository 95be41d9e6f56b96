// ScenarioWords: the words that scenario files are written in.
//
// Thread safety: pure functions.
#ifndef TELLTALE_CLI_SCENARIO_SCENARIO_WORDS_H_
#define TELLTALE_CLI_SCENARIO_SCENARIO_WORDS_H_

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error_catalogue.h"

namespace telltale {

using Words = std::vector<std::string>;

// Keys of the file, of a step that is no record, and of a record that are no fields of it.
const Words& FileKeys();
const Words& TickKeys();
const Words& ToldKeys();
const Words& EditKeys();
const Words& StreamKeys();
const Words& RecordKeys();
// Which of ToldKeys() says what, in the order of Told::Kind.
const Words& ToldWords();
// Steps that are a word or two.
const Words& StepVerbs();

// What can become of a record, and why an episode can end.
const Words& OutcomeWords();
const Words& EndingWords();
// What totals count besides outcomes.
const Words& TotalWords();

// What a record is called that never came to a key.
std::string QuarantineWord(ErrorId error);

bool Contains(const Words& words, std::string_view word);
// "use 'start'" if one of `words` is like `word`, else all of them.
std::string UseOneOf(const Words& words, std::string_view word);
// True if `name` is `word` but for one letter too many, too few or wrong, or two exchanged.
bool IsSlipOf(std::string_view name, std::string_view word);

}  // namespace telltale

#endif  // TELLTALE_CLI_SCENARIO_SCENARIO_WORDS_H_
