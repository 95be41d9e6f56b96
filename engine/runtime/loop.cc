#include "engine/runtime/loop.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"
#include "engine/delivery/failpoint.h"

namespace telltale {

Loop::Loop(Opened opened, Source& source, Committer& committer, Dispatcher& dispatcher,
           const Clock& clock, SnapshotBoard& board, const LoopOptions& options)
    : opened_(std::move(opened)),
      source_(source),
      committer_(committer),
      dispatcher_(dispatcher),
      clock_(clock),
      board_(board),
      options_(options),
      answered_at_(clock.SinceBoot()) {
  for (OpenTopic& topic : opened_.topics) {
    for (auto& partition : topic.partitions) {
      partitions_.push_back(partition.get());
      by_id_[partition->id()] = partition.get();
      last_commit_ = std::max(last_commit_, partition->progress().committed);
    }
  }
  dispatcher_.SetWake([this] { WakeUp(); });
}

Loop::~Loop() {
  dispatcher_.SetWake([] {});
  if (desk_ != nullptr) desk_->SetWake([] {});
  if (guest_ != nullptr) guest_->SetWake(nullptr);
  if (audit_ != nullptr) audit_->SetWake(nullptr);
}

void Loop::ListenAt(JobDesk& desk) {
  desk_ = &desk;
  desk_->SetWake([this] { WakeUp(); });
}

void Loop::Host(Guest& guest) {
  guest_ = &guest;
  guest.SetWake([this] { WakeUp(); });
}

void Loop::Feed(AuditSink& sink) {
  audit_ = &sink;
  for (const Partition* partition : partitions_) sink.Begin(*partition);
  sink.SetWake([this] { WakeUp(); });
}

void Loop::Join(Peers& peers) {
  peers_ = &peers;
  peers.NoteCommit(std::max(peers.last_commit(), last_commit_));
}

void Loop::WakeUp() {
  inbox_.Notify();
  source_.Wake();
}

Surroundings Loop::Around() const {
  return {.wall = clock_.Wall(),
          .since_boot = clock_.SinceBoot(),
          .boot_id = clock_.BootId(),
          .cluster = dispatcher_.cluster(),
          .last_commit = last_commit_};
}

absl::Status Loop::Run(const std::atomic<bool>& stop, absl::FunctionRef<absl::Status()> patience) {
  constexpr Millis kIdle{200};
  constexpr Millis kWhileOthersWork{10};  // nothing wakes it when they have finished too
  while (!stop.load(std::memory_order_relaxed)) {
    RETURN_IF_ERROR(Turn(told_finished_ ? kWhileOthersWork : kIdle));
    RETURN_IF_ERROR(patience());
    TellPeers();
    if (peers_->AllFinished()) break;
  }
  return Drain();
}

absl::Status Loop::Turn(Millis limit) {
  LookAtPeers();
  RETURN_IF_ERROR(TakeCommitted());
  const Surroundings now = Around();
  TakeAnswers(now);
  TakeJobs(now);
  if (audit_ != nullptr && !audit_over_) audit_->Turn(now.since_boot);
  HouseKeep(now);
  LetIn(now);
  limit = std::min(limit, UntilDue(now.since_boot));
  if (CanRead()) {
    RETURN_IF_ERROR(ReadInput(limit));
  } else {
    inbox_.Wait(limit);
  }
  if (!draining_) SendReady(Around());
  if (ShouldClose()) CloseBatch();
  Publish();
  return absl::OkStatus();
}

// What the committer wrote is durable now: acknowledge it, and let go what waited for it.
absl::Status Loop::TakeCommitted() {
  const std::optional<Committed> committed = inbox_.Take();
  if (!committed) return absl::OkStatus();
  if (!committed->status.ok()) {
    return ErrorOf(committed->status)
               ? committed->status
               : MakeError(ErrorId::kCommitFailed, committed->status.ToString());
  }
  free_bytes_ = committed->free_bytes;
  UpdateBlocked();
  committing_ = false;
  ++commits_;
  if (!written_.empty()) stages_.Note(Stage::kSync, Nanos{0}, committed->took);
  const Surroundings now = Around();
  for (const Written& written : std::exchange(written_, {})) {
    source_.Ack(written.partition->id(), written.next);
    Failpoint(FailpointId::kAcknowledged);
    if (audit_ != nullptr) audit_->OnDurable(written.partition->id(), written.next_audit);
    if (written.last_added) {
      written.partition->outbox().Durable(*written.last_added);
      Failpoint(FailpointId::kCommittedUnmarked);
    }
    for (const OutboxSeq seq : written.marked) Send(*written.partition, seq, now);
  }
  AnswerJobs();
  for (const auto& tell : std::exchange(once_written_, {})) tell();
  return absl::OkStatus();
}

void Loop::TakeAnswers(const Surroundings& now) {
  const std::vector<AnsweredCommand> answered = dispatcher_.Tick(now.since_boot);
  if (answered.empty()) return;
  const Nanos heard = clock_.Fine();
  for (const AnsweredCommand& command : answered) {
    if (command.given) stages_.Note(Stage::kSend, *command.given, heard);
    Partition& partition = *by_id_.at(command.partition);
    partition.AddMarks(partition.outbox().OnAnswer(command.seq, command.answered, now));
    Failpoint(FailpointId::kAnsweredUnsettled);
    NoteChange();
  }
}

// Instances report, and hear what becomes of them once what they changed is durable. Once the end
// has begun they are left to the next process: they will be handed over again.
void Loop::TakeJobs(const Surroundings& now) {
  if (desk_ == nullptr) return;
  if (draining_) return desk_->Tick(now.since_boot);
  for (JobReport& job : desk_->Take(now.since_boot)) {
    const JobResult result = JudgeJob(job, now.wall);
    judged_.push_back({std::move(job), result});
    NoteChange();
  }
}

JobResult Loop::JudgeJob(const JobReport& job, WallTime wall) {
  const auto topic =
      std::find_if(opened_.topics.begin(), opened_.topics.end(),
                   [&](const OpenTopic& each) { return each.topic->name == job.topic; });
  if (topic == opened_.topics.end()) return JobResult::kForeign;
  const auto partition = by_id_.find({topic->topic->id, job.partition});
  if (partition == by_id_.end()) return JobResult::kForeign;
  const auto verdict = partition->second->OnInstance(job.rule, job.report, wall);
  if (!verdict) return JobResult::kForeign;
  switch (*verdict) {
    case GateVerdict::kPass:
      return JobResult::kPassed;
    case GateVerdict::kCancel:
      return JobResult::kCancelled;
    case GateVerdict::kLeave:
      return JobResult::kEnding;
    case GateVerdict::kUnknown:
      break;
  }
  return JobResult::kUnknown;
}

void Loop::AnswerJobs() {
  for (const JudgedJob& judged : std::exchange(written_jobs_, {})) {
    Failpoint(FailpointId::kReportedUnanswered);
    desk_->Answer(judged.job, judged.result);
    Failpoint(FailpointId::kJobAnswered);
  }
}

bool Loop::HasJobs() const {
  return !judged_.empty() || !written_jobs_.empty() || (desk_ != nullptr && !desk_->empty());
}

// What is looked at from time to time, not at every turn.
void Loop::HouseKeep(const Surroundings& now) {
  if (now.since_boot < next_housekeeping_) return;
  next_housekeeping_ = now.since_boot + options_.housekeeping;
  for (Partition* partition : partitions_) partition->TidyOutbox(now);
  UpdateBlocked();
  if (blocked_ == Blocked::kDiskReserve || !KnowsSpace()) AskForSpace();
  if (now.since_boot < next_group_commit_) return;
  next_group_commit_ = now.since_boot + options_.group_pace;
  source_.CommitGroup();
}

// At the end nobody is let in: an order could not be carried out any more.
bool Loop::HasGuest() const { return guest_ != nullptr && !draining_ && guest_->IsWaiting(); }

void Loop::LetIn(const Surroundings& now) {
  if (!HasGuest()) return;
  const bool last = options_.place.number + 1 == options_.place.of;
  guest_->Enter({by_id_, committer_, now, blocked_, once_durable_, last});
  if (HasChanges()) NoteChange();
}

void Loop::ParkOverdue(const Surroundings& now) {
  for (Partition* partition : partitions_) {
    partition->AddMarks(partition->outbox().ParkOverdue(now));
  }
}

// That the clock was set back shows against the newest commit, whoever made it; each loop sees to
// its own commands before a commit of its own hides it.
void Loop::LookAtPeers() { last_commit_ = std::max(last_commit_, peers_->last_commit()); }

void Loop::TellPeers() {
  const bool finished = Finished();
  if (std::exchange(told_finished_, finished) != finished) peers_->NoteFinished(finished);
}

void Loop::UpdateBlocked() {
  Peers::Holding held;
  uint64_t waiting = 0;
  for (Partition* partition : partitions_) {
    held.keys += partition->live_keys();
    waiting = std::max(waiting, partition->outbox().unsettled());
    held.message_bytes += partition->outbox().message_bytes();
  }
  const Peers::Holding all = peers_->Hold(std::exchange(holding_, held), held);
  blocked_ = Blocked::kNo;
  if (all.keys >= options_.keys) blocked_ = Blocked::kKeyLimit;
  if (waiting >= options_.outbox_rows || all.message_bytes >= options_.outbox_bytes) {
    blocked_ = Blocked::kOutboxLimit;
  }
  if (free_bytes_ && *free_bytes_ < options_.disk_reserve_bytes) blocked_ = Blocked::kDiskReserve;
}

// An empty commit writes nothing, but says how much room there is.
void Loop::AskForSpace() {
  if (!committing_) HandOver({});
}

void Loop::HandOver(std::vector<Changes> changes) {
  committing_ = true;
  const Nanos given = clock_.Fine();
  committer_.Commit(std::move(changes), [this, given](Committed committed) {
    committed.took = clock_.Fine() - given;
    inbox_.Put(std::move(committed));
    source_.Wake();
  });
}

bool Loop::KnowsSpace() const { return free_bytes_ || options_.disk_reserve_bytes == 0; }

// Input waits while the batch is full and the one before it is still being written.
bool Loop::CanRead() const {
  if (draining_ || finished_ || blocked_ != Blocked::kNo || !KnowsSpace()) return false;
  return !(committing_ && BatchIsFull());
}

bool Loop::BatchIsFull() const {
  return batch_records_ >= options_.batch_records || batch_bytes_ >= options_.batch_bytes;
}

// How long the loop may wait for input before something else is due.
Millis Loop::UntilDue(Millis since_boot) const {
  if (HasGuest()) return Millis{0};
  Millis due = since_boot + options_.housekeeping;
  if (batch_since_ && !committing_) due = std::min(due, *batch_since_ + options_.batch_age);
  due = std::min(due, dispatcher_.NextWake());
  if (desk_ != nullptr) due = std::min(due, desk_->NextWake().value_or(due));
  if (audit_ != nullptr) due = std::min(due, audit_->NextWake().value_or(due));
  // Before the first Topology nothing can be tried, however long it has been its turn.
  for (Partition* partition : partitions_) {
    const auto next = partition->outbox().NextTry();
    if (next && dispatcher_.cluster()) due = std::min(due, *next);
  }
  return std::max(due - since_boot, Millis{0});
}

absl::Status Loop::ReadInput(Millis limit) {
  const Nanos asked = clock_.Fine();
  const absl::StatusOr<Batch> batch = source_.Poll(limit);
  if (absl::IsUnavailable(batch.status())) {
    source_trouble_ = std::string(batch.status().message());
    inbox_.Wait(limit);
    return absl::OkStatus();
  }
  if (absl::IsAborted(batch.status())) {
    return MakeError(ErrorId::kGroupTaken,
                     absl::StrCat("expected the group to hold '", opened_.identity.Metadata(),
                                  "', but it holds '", batch.status().message(), "'"));
  }
  RETURN_IF_ERROR(batch.status());
  if (batch->answered) {
    answered_at_ = clock_.SinceBoot();
    source_trouble_.clear();
  }
  const Nanos came = clock_.Fine();
  Apply(*batch, clock_.Wall());
  if (!batch->records.empty()) {
    stages_.Note(Stage::kFetch, asked, came);
    stages_.Note(Stage::kStep, came, clock_.Fine());
  }
  finished_ = batch->finished;
  return absl::OkStatus();
}

void Loop::Apply(const Batch& batch, WallTime wall) {
  Partition* partition = nullptr;
  for (const Record& record : batch.records) {
    if (partition == nullptr || partition->id() != record.partition) {
      partition = by_id_.at(record.partition);
      touched_.insert(partition);
    }
    partition->Apply(record, wall);
    batch_bytes_ += record.value.size();
  }
  for (Partition* each : touched_) each->EndPoll();
  touched_.clear();
  for (const ProvenEnd& end : batch.ends) by_id_.at(end.partition)->OnProvenEnd(end, wall);
  batch_records_ += batch.records.size();
  UpdateBlocked();
  if (HasChanges()) NoteChange();
  if (!batch.records.empty()) Failpoint(FailpointId::kBatchOpen);
}

void Loop::NoteChange() {
  if (batch_since_) return;
  batch_since_ = clock_.SinceBoot();
  batch_began_ = clock_.Fine();
}

bool Loop::HasChanges() const {
  return std::any_of(partitions_.begin(), partitions_.end(),
                     [](const Partition* partition) { return partition->HasChanges(); });
}

// Marks what may be tried now; what is marked already is sent at once.
void Loop::SendReady(const Surroundings& now) {
  if (!now.cluster || partitions_.empty()) return;
  // Each time another partition is the first to take places in the lanes.
  std::rotate(partitions_.begin(), partitions_.begin() + 1, partitions_.end());
  for (Partition* partition : partitions_) {
    if (partition->WithdrawExpired()) NoteChange();
    Outbox& outbox = partition->outbox();
    for (const OutboxSeq seq : outbox.Ready(now, dispatcher_.lanes())) {
      const std::optional<OutboxMark> mark = outbox.Sending(seq, now);
      if (!mark) {
        Send(*partition, seq, now);
        continue;
      }
      partition->AddMarks({*mark});
      marked_[partition].push_back(seq);
      NoteChange();
    }
  }
}

void Loop::Send(Partition& partition, OutboxSeq seq, const Surroundings& now) {
  Failpoint(FailpointId::kMarkedUnsent);
  const Outbox& outbox = partition.outbox();
  dispatcher_.Send({.partition = partition.id(),
                    .seq = seq,
                    .message = outbox.MessageOf(seq, now),
                    .given = clock_.Fine(),
                    .send_by = outbox.SendBy(seq, now)});
}

bool Loop::ShouldClose() const {
  if (committing_ || !batch_since_) return false;
  const bool old = clock_.SinceBoot() - *batch_since_ >= options_.batch_age;
  return old || BatchIsFull() || finished_ || draining_ || !marked_.empty() || !judged_.empty() ||
         HasNewCommands();
}

bool Loop::HasNewCommands() const {
  return std::any_of(partitions_.begin(), partitions_.end(),
                     [](const Partition* partition) { return partition->HasNewCommands(); });
}

void Loop::CloseBatch() {
  const Nanos closing = clock_.Fine();
  const WallTime wall = clock_.Wall();
  if (wall < last_commit_) ParkOverdue(Around());  // this commit will hide that it was set back
  std::vector<Changes> changes;
  for (Partition* partition : partitions_) {
    if (!partition->HasChanges()) continue;
    partition->NoteAudited(Audited(*partition));
    changes.push_back(partition->Take(wall));
    Written written{.partition = partition,
                    .next = partition->next(),
                    .next_audit = partition->progress().next_audit};
    if (!changes.back().added.empty()) written.last_added = changes.back().added.back().seq;
    if (const auto marked = marked_.find(partition); marked != marked_.end()) {
      written.marked = std::move(marked->second);
    }
    written_.push_back(std::move(written));
  }
  marked_.clear();
  written_jobs_ = std::exchange(judged_, {});
  batch_since_.reset();
  batch_records_ = 0;
  batch_bytes_ = 0;
  if (changes.empty()) return AnswerJobs();  // what they rest on is durable already
  last_commit_ = wall;
  peers_->NoteCommit(wall);
  once_written_ = std::exchange(once_durable_, {});
  stages_.Note(Stage::kCommitWait, batch_began_, closing);
  stages_.Note(Stage::kEncode, closing, clock_.Fine());
  HandOver(std::move(changes));
}

bool Loop::Finished() const {
  if (!finished_ || committing_ || HasChanges() || HasJobs()) return false;
  return std::all_of(partitions_.begin(), partitions_.end(), [](Partition* partition) {
    return partition->outbox().unsettled() == 0 && partition->outbox().unreported() == 0;
  });
}

bool Loop::HasParked() const {
  return std::any_of(partitions_.begin(), partitions_.end(), [](Partition* partition) {
    return partition->outbox().count(Fate::kParked) > 0;
  });
}

AuditSeq Loop::Audited(const Partition& partition) const {
  return audit_ != nullptr ? audit_->Audited(partition.id()) : partition.progress().next_audit;
}

// At the end: whether the sink has all that there is, or its time is over, and what it has is
// durable.
bool Loop::AuditIsDone() {
  if (audit_ == nullptr) return true;
  if (!audit_over_ && audit_->Show().waiting > 0) return false;
  for (Partition* partition : partitions_) partition->SaveAudited(Audited(*partition));
  if (!HasChanges()) return true;
  NoteChange();
  return false;
}

// Ends in order: no new input, no new marks; what is under way may be answered and is settled.
absl::Status Loop::Drain() {
  draining_ = true;
  const Millis begun = clock_.SinceBoot();
  while (clock_.SinceBoot() < begun + options_.drain_limit) {
    RETURN_IF_ERROR(Turn(options_.drain_turn));
    // What it learns later would need another commit, and so on.
    audit_over_ |= clock_.SinceBoot() >= begun + options_.audit_patience;
    if (HasChanges()) NoteChange();  // also of what housekeeping found
    const bool answered = judged_.empty() && (desk_ == nullptr || desk_->idle());
    if (committing_ || HasChanges() || dispatcher_.in_flight() > 0 || !answered) continue;
    if (AuditIsDone()) break;
  }
  source_.CommitGroup();
  next_snapshot_ = Millis{0};
  Publish();
  return absl::OkStatus();
}

std::vector<std::string> Loop::NotReady() const {
  std::vector<std::string> reasons;
  if (!source_trouble_.empty()) reasons.push_back("input: " + source_trouble_);
  if (clock_.SinceBoot() - answered_at_ > options_.answer_patience) {
    reasons.push_back("input: no answer for " + FormatDuration(clock_.SinceBoot() - answered_at_));
  }
  if (dispatcher_.link() == LinkState::kPaused) {
    reasons.push_back(absl::StrCat("output: ", ErrorTitle(ErrorId::kNotAuthenticated), ": ",
                                   dispatcher_.trouble()));
  } else if (dispatcher_.link() != LinkState::kUp) {
    reasons.push_back("output: " + dispatcher_.trouble());
  }
  if (const std::string denial = desk_ != nullptr ? desk_->denial() : ""; !denial.empty()) {
    reasons.push_back(absl::StrCat("jobs: ", ErrorTitle(ErrorId::kJobOrderDenied), ": ", denial));
  }
  if (blocked_ != Blocked::kNo) {
    reasons.push_back("input is not read: " + ErrorTitle(BlockedError(blocked_)));
  }
  return reasons;
}

void Loop::Publish() {
  const Millis now = clock_.SinceBoot();
  if (now < next_snapshot_) return;
  next_snapshot_ = now + options_.snapshot_pace;
  Snapshot snapshot{.version = options_.version,
                    .shard = options_.shard,
                    .taken = clock_.Wall(),
                    .answers = dispatcher_.answers(),
                    .commits = commits_,
                    .stages = stages_,
                    .blocked = blocked_,
                    .not_ready = NotReady()};
  if (audit_ != nullptr) snapshot.audit = audit_->Show();
  if (desk_ != nullptr) {
    snapshot.jobs = desk_->counters();
    snapshot.denied = desk_->denied();
  }
  for (const OpenTopic& topic : opened_.topics) {
    for (const auto& partition : topic.partitions) snapshot.partitions.push_back(partition->Show());
  }
  board_.Put(std::move(snapshot), options_.place);
}

}  // namespace telltale
