#include "tests/simulation/world/sim_gateway.h"

#include <utility>

#include "engine/base/hash.h"
#include "engine/base/strings.h"
#include "tests/simulation/world/world.h"

namespace telltale {
namespace {

std::string KeyOf(const Message& message) {
  return message.correlation_key.substr(0, message.correlation_key.rfind('@'));
}

void NoteFault(Journal& journal, const Fault& fault) {
  if (fault.kind == Fault::Kind::kTwice) journal.Note(Situation::kTwice);
  if (fault.kind == Fault::Kind::kExhausted) journal.Note(Situation::kExhausted);
  if (fault.kind == Fault::Kind::kUnauthenticated) journal.Note(Situation::kUnauthenticated);
  if (fault.answer_after > Millis{0}) journal.Note(Situation::kSlowAnswer);
}

Fault DrawFault(SimWorld& world, const Message& message, uint64_t refusals) {
  constexpr int kRefused = 2;
  Random fate(refusals ^ Hash64(message.id));
  if (fate.Chance(kRefused)) {
    world.ledger.OnRefused(message.id);
    return {.kind = Fault::Kind::kRefused};
  }
  Random& random = world.random;
  const Weather& weather = world.weather;
  Fault fault;
  if (random.Chance(weather.lost)) fault.kind = Fault::Kind::kLost;
  if (random.Chance(weather.unavailable)) fault.kind = Fault::Kind::kUnavailable;
  if (random.Chance(weather.exhausted)) fault.kind = Fault::Kind::kExhausted;
  if (random.Chance(weather.twice)) fault.kind = Fault::Kind::kTwice;
  if (random.Chance(weather.unauthenticated)) fault.kind = Fault::Kind::kUnauthenticated;
  if (random.Chance(weather.slow)) fault.answer_after = Millis{random.Between(1, 30'000)};
  if (fault.kind == Fault::Kind::kLost) world.lost.insert(message.id);
  NoteFault(world.journal, fault);
  return fault;
}

}  // namespace

void SetFaults(SimWorld& world, uint64_t refusals) {
  world.zeebe.SetFaults(
      [&world, refusals](const Message& message) { return DrawFault(world, message, refusals); });
  world.zeebe.SetWitness([&world](const Message& message, const absl::Status& status) {
    world.deliveries.OnTold(message, status);
  });
}

void SimGateway::Publish(const Message& message, std::function<void(Answered)> done) {
  if (!life_->Pass(CrashPoint::kBeforeSend)) return;
  CheckMarked(message);
  ++world_.attempts;
  if (!under_way_->insert(KeyOf(message)).second) {
    world_.journal.Complain("two commands of a key are under way: ", message.id);
  }
  const auto answer = [&world = world_, life = life_, under_way = under_way_, message,
                       done = std::move(done)](Answered answered) {
    if (!life->Pass(CrashPoint::kAnswered)) return;
    Journal& journal = world.journal;
    journal.Say("answer  ", message.id, " ", A(AnswerName(answered.answer)), " ", answered.text);
    if (answered.answer == Answer::kKnown && world.lost.contains(message.id))
      journal.Note(Situation::kLostAnswerKnownLater);
    if ((answered.answer == Answer::kAccepted || answered.answer == Answer::kKnown) &&
        !world.deliveries.HasTaken(message)) {
      journal.Complain("answered for what was never taken: ", message.id);
    }
    under_way->erase(KeyOf(message));
    done(std::move(answered));
  };
  Send(message, answer);
  static_cast<void>(life_->Pass(CrashPoint::kAfterSend));
}

void SimGateway::Send(Message message, std::function<void(Answered)> done) {
  constexpr int64_t kLatestMs = 15'000;
  if (world_.sabotage == Sabotage::kForgetfulGateway) message.id.clear();
  if (!world_.random.Chance(world_.weather.delayed)) {
    return world_.zeebe.Publish(message, std::move(done));
  }
  world_.journal.Note(Situation::kDelayed);
  const Millis delay{world_.random.Between(0, kLatestMs)};
  world_.on_their_way.insert({world_.true_clock.SinceBoot() + delay, std::move(message)});
  done({Answer::kAmbiguous, "DEADLINE_EXCEEDED, and it is still on its way"});
}

void SimGateway::CheckMarked(const Message& message) {
  const Ledger::Row* row = world_.ledger.Find(message.id);
  if (row == nullptr) return world_.journal.Complain("sent, but not durable: ", message.id);
  const bool is_again = row->row.gated && row->mark.fate == Fate::kSettled;
  if ((row->mark.fate != Fate::kAttempted && !is_again) || !row->mark.attempt) {
    world_.journal.Complain("sent without a durable mark: ", message.id);
  }
  Message decided = row->row.message;
  if (row->row.gated && message.ttl == Millis{0}) {
    decided.ttl = Millis{0};
    world_.journal.Note(is_again ? Situation::kSentAgainUnconfirmed : Situation::kSentWithoutTtl);
  } else if (is_again && row->mark.gates.empty()) {  // else it was reported on its way to us
    world_.journal.Complain("sent again with a TTL: ", message.id);
  }
  const bool is_known = world_.ledger.OnSent(message.id) < decided.ttl;
  if (message.kind != Message::Kind::kBack && message.ttl > Millis{0} && !is_known) {
    world_.journal.Complain("sent with a TTL when its id was forgotten: ", message.id);
  }
  if (decided != message) world_.journal.Complain("not what was decided: ", message.id);
  if (!world_.ledger.MayGo(*row)) world_.journal.Complain("passed an earlier one: ", message.id);
}

void SimGateway::Topology(std::function<void(absl::StatusOr<Cluster>)> done) {
  if (life_->over()) return;
  world_.zeebe.Topology([&](absl::StatusOr<Cluster> cluster) {
    if (cluster.ok()) connected_ = world_.zeebe.breaks();
    done(std::move(cluster));
  });
}

bool SimGateway::Connected() const { return connected_ == world_.zeebe.breaks(); }

}  // namespace telltale
