// SampleText, SampleJson: what was found in a sample, for a person and for a program.
//
// Thread safety: pure functions.
#ifndef TELLTALE_CLI_SAMPLE_TEXT_H_
#define TELLTALE_CLI_SAMPLE_TEXT_H_

#include <string>

#include "engine/check/sample.h"

namespace telltale {

// A table, some lines long.
std::string SampleText(const CompiledTopic& topic, const TopicReport& report);

// One JSON object; durations in milliseconds.
std::string SampleJson(const CompiledTopic& topic, const TopicReport& report);

}  // namespace telltale

#endif  // TELLTALE_CLI_SAMPLE_TEXT_H_
