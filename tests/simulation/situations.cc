#include "tests/simulation/situations.h"

namespace telltale {
namespace {

constexpr std::array<std::string_view, kSituations> kSituationNames = {
    "crash between turns",
    "crash with an open batch",
    "crash before the commit",
    "crash after the commit",
    "crash after the mark",
    "crash after the send",
    "crash after the answer",
    "crash after a report",
    "crash before a job is answered",
    "stopped in order",
    "commit failed",
    "commit failed, but was written",
    "machine rebooted",
    "wall clock set back",
    "retention took what was read",
    "source away",
    "arrival held after an outage",
    "leap confirmed",
    "leap contradicted",
    "tick judged",
    "record quarantined",
    "duplicate",
    "late event",
    "key forgotten",
    "disk reserve",
    "outbox limit",
    "gateway away",
    "gateway lost what it had shown",
    "partition without a leader",
    "cluster replaced",
    "resource exhausted",
    "token not accepted",
    "lost answer known later",
    "slow answer",
    "message came twice",
    "message came after its deadline",
    "parked past the horizon",
    "parked, clock behind",
    "parked, other cluster",
    "start refused",
    "back refused",
    "forward refused",
    "forward parked past the horizon",
    "forward withdrawn with its start",
    "message of a route refused",
    "message of a route parked past the horizon",
    "superseded",
    "withdrawn",
    "settled row dropped",
    "start by a stranger",
    "job lost on its way",
    "job handed over again",
    "job of an unknown episode",
    "job of another shard",
    "instance cancelled at the gate",
    "start sent without TTL",
    "unconfirmed start sent again",
    "workflow ended before its episode",
    "workflow ended its episode",
    "parked command tried again",
    "parked command dropped",
    "quarantined record replayed",
    "process with several loops",
    "commit shared by loops",
};

}  // namespace

std::string_view SituationName(Situation situation) {
  return kSituationNames[static_cast<size_t>(situation)];
}

void Situations::Add(const Situations& other) {
  for (size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
}

std::vector<Situation> Situations::NeverSeen() const {
  std::vector<Situation> never;
  for (size_t i = 0; i < counts_.size(); ++i) {
    if (counts_[i] == 0) never.push_back(static_cast<Situation>(i));
  }
  return never;
}

}  // namespace telltale
