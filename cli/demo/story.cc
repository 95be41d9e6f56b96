#include "cli/demo/story.h"

#include <memory>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "cli/demo/figures.h"
#include "connectors/json/json_decoder.h"
#include "engine/base/path.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

// What a back message carries.
struct Facts {
  std::string key, first_bad, raised, cleared, ending;
  double count = 0;
};

class FactsReader {
 public:
  FactsReader() {
    for (const char* path : {"key", "first_bad_at", "raised_at", "cleared_at", "ending", "count"}) {
      slots_.Add(*ParsePath(path));
    }
    decoder_ = MakeJsonDecoder(slots_);
  }

  Facts Read(const std::string& variables) {
    std::vector<Value> fields(slots_.paths().size());
    DecodeError error;
    if (!decoder_->Decode(variables, absl::MakeSpan(fields), error)) return {};
    return {std::string(fields[0].text), std::string(fields[1].text), std::string(fields[2].text),
            std::string(fields[3].text), std::string(fields[4].text), fields[5].number};
  }

 private:
  SlotTable slots_;
  std::unique_ptr<Decoder> decoder_;
};

// `10:15:02` of `2026-06-01T10:15:02.123Z`.
std::string_view TimeOfDay(const std::string& rfc3339) {
  return rfc3339.size() < 19 ? std::string_view(rfc3339) : std::string_view(rfc3339).substr(11, 8);
}

}  // namespace

std::string TellStory(const std::vector<BrokerModel::Instance>& instances) {
  FactsReader reader;
  const BrokerModel::Instance* told = nullptr;
  Facts facts;
  for (const BrokerModel::Instance& instance : instances) {
    if (instance.state != BrokerModel::State::kInterrupted) continue;
    Facts these = reader.Read(instance.back_variables);
    if (told != nullptr && these.count <= facts.count) continue;
    told = &instance;
    facts = std::move(these);
  }
  if (told == nullptr) return "";
  return absl::StrCat("One of them, ", facts.key, ":\n  ", A(TimeOfDay(facts.first_bad)),
                      "  bad for the first time\n  ", A(TimeOfDay(facts.raised)),
                      "  bad often enough: the workflow ", told->process, " starts, instance ",
                      told->key, "\n            ", Grouped(static_cast<uint64_t>(facts.count)),
                      " bad events in all, and nobody is told again\n  ",
                      A(TimeOfDay(facts.cleared)), "  ", facts.ending, ": that instance is told ",
                      told->back, ", and ends\n");
}

}  // namespace telltale
