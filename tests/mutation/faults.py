"""Faults that somebody could make, each an edit of one file, and what must find it."""
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SIMULATION = ("simulation_main", "tests/simulation/simulation_main", "--seeds", "400")
POWER = ("power_main", "tests/power/power_main", "--seeds", "50")
FLIPS = ("flip_main", "tests/power/flip_main", "--flips", "100")
SCENARIOS = ("scenario_test", "tests/scenarios/scenario_test", "--gtest_brief=1")
RUNTIME = ("runtime_test", "tests/runtime/runtime_test", "--gtest_brief=1")


@dataclass(frozen=True)
class Fault:
    name: str
    path: str
    old: str  # must stand there once
    new: str
    found_by: tuple  # target, program, arguments

    def text(self):
        return (ROOT / self.path).read_text(encoding="utf-8")

    def planted(self):
        """The file's text with the fault; an error if the code has moved on."""
        text = self.text()
        if text.count(self.old) != 1:
            raise ValueError(f"{self.name}: expected once in {self.path}, but found "
                             f"{text.count(self.old)} times: {self.old!r}")
        return text.replace(self.old, self.new)


FAULTS = (
    Fault("a command is sent before its mark is durable", "engine/runtime/loop.cc",
          "marked_[partition].push_back(seq);", "Send(*partition, seq, now);", SIMULATION),
    Fault("records are acknowledged before they are durable", "engine/runtime/loop.cc",
          "    written_.push_back(std::move(written));",
          "    source_.Ack(partition->id(), written.next);\n"
          "    written_.push_back(std::move(written));", SIMULATION),
    Fault("jobs are answered before what they report is durable", "engine/runtime/loop.cc",
          "  written_jobs_ = std::exchange(judged_, {});",
          "  written_jobs_ = std::exchange(judged_, {});\n  AnswerJobs();", SIMULATION),
    Fault("commands wait for each other by episode, not by key", "engine/delivery/outbox.cc",
          "entry.queue = {row.rule, row.key};",
          "entry.queue = {row.rule, KeyHash{row.key.high, row.seq.value}};", SIMULATION),
    Fault("a start is sent again when its id may be forgotten", "engine/delivery/horizon.cc",
          "return ttl / 2;", "return ttl * 4;", SIMULATION),
    Fault("the last applied record is not looked up", "engine/runtime/startup.cc",
          "if (!progress.anchor ||", "if (progress.anchor ||", RUNTIME),
    Fault("a commit is not synced", "connectors/rocksdb/database.cc", "options.sync = true;",
          "options.sync = false;", POWER),
    Fault("a block is deleted one commit too early", "engine/table/page_rotation.cc",
          "CoveredByAll(tables, seq).value + 1}", "CoveredByAll(tables, seq).value + 2}", POWER),
    Fault("a page says that it holds the commit after it", "engine/table/page_rotation.cc",
          "EncodePage(page_, seq)", "EncodePage(page_, CommitSeq{seq.value + 1})", SIMULATION),
    Fault("a log that lost its end is taken", "connectors/rocksdb/database.cc",
          "if (found >= durable) return", "if (found + 1'000'000 >= durable) return", FLIPS),
    Fault("the span of `N in T` is closed", "engine/core/evidence.cc",
          "group.last - group.first < raise.span", "group.last - group.first <= raise.span",
          SCENARIOS),
    Fault("an event that is late by nothing is late", "engine/core/step.cc",
          "event.at < key.head.newest - plan.late", "event.at <= key.head.newest - plan.late",
          SCENARIOS),
)
