"""Bans: what a part of the tree must not contain, and what to use instead.

    python3 tests/tidy/bans.py [ROOT]

Read without comments and quoted text where the file is C++ and the ban says so. `ALLOWED` lists the
files that are excused, each with its reason; an excuse that excuses nothing is itself found.
"""
import re
import sys
from dataclasses import dataclass
from fnmatch import fnmatch

from tree import CPP, ROOT, Tree, line_of

TEXTS = CPP + (".py", ".sh", ".md", ".txt", ".cmake", ".json", ".proto", ".yaml", ".bpmn",
               "dev", "run")


@dataclass(frozen=True)
class Ban:
    name: str
    pattern: str
    where: tuple  # globs of paths
    instead: str
    but: tuple = ()  # globs of paths it is not about
    suffixes: tuple = CPP
    whole_text: bool = False  # comments and quotes too


_CORE = {"where": ("engine/core/*",), "but": ("*_test.cc", "engine/core/test_*.h")}
_NAMES_THEM = ("tests/tidy/bans.py", "tests/tidy/test_bans.py")

BANS = (
    Ban("clock", r"_clock::now|\babsl::Now\b|\bclock_gettime\b|\bgettimeofday\b|\btime\(nullptr\)",
        ("engine/*",), "the time that comes with the input", but=("*_test.cc",)),
    Ban("header in core",
        r"#\s*include\s*<(thread|mutex|shared_mutex|atomic|condition_variable|future|iostream"
        r"|fstream|sstream|cstdio|filesystem|random|unistd\.h|functional|memory)>",
        instead="a pure function of plan, key, input and now", **_CORE),
    Ban("allocation in core",
        r"\bnew\s+[A-Za-z_]|\b(m|c|re)alloc\s*\("
        r"|std::(vector|string|list|deque|map|set|unordered_\w+|function|make_\w+)\b",
        instead="the key's own bytes (KeyRef) or a span of the caller's", **_CORE),
    Ban("output in core", r"\bprintf\s*\(|\bstd::c(out|err)\b|\bLOG\s*\(|\bspdlog::",
        instead="an Outcome", **_CORE),
    Ban("random in core", r"\bs?rand\s*\(|\bstd::mt19937|\babsl::BitGen\b",
        instead="the input alone", **_CORE),
    Ban("lock in core", r"\b(absl|std)::(Mutex|mutex|thread|atomic)\b",
        instead="the one thread that owns the partition", **_CORE),
    Ban("exception", r"\bthrow\b", ("engine/*", "connectors/*", "cli/*"), "absl::Status",
        but=("*_test.cc",)),
    Ban("sleep in a test",
        r"\b(sleep_for|sleep_until|usleep|nanosleep)\b|\bSleepFor\b|\btime\.sleep\b",
        ("*_test.cc", "tests/*"), "waiting for a condition with a limit, or owning the clock",
        suffixes=CPP + (".py",)),
    Ban("open end", r"\b(TODO|FIXME|XXX)\b", ("*",), "doing it, or an issue",
        suffixes=TEXTS, whole_text=True),
    Ban("machine", r"(?<![\w.])/(work|root)/|/tmp/b-", ("*",), "a path of the repository",
        suffixes=TEXTS, whole_text=True),
    Ban("registry", r"https?://(\w+\.)*(deb\.debian|maven\.apache|maven|pypi|npmjs)\.org/(?!POM)",
        ("*",), "the machine's own mirror settings", suffixes=TEXTS, whole_text=True),
)

# (name of the ban, path) -> why this file may
ALLOWED = {
    ("sleep in a test", "tests/acceptance/brokers/wait.py"):
        "the one waiting loop of the harness: a condition with a limit",
    ("sleep in a test", "tests/acceptance/cases/clock.py"):
        "lets real time pass while a broker is stopped: time is what is tested",
    ("sleep in a test", "tests/acceptance/run.py"):
        "looks at its running cases until they are done",
    ("sleep in a test", "tests/acceptance/tools/kafka_admin.cc"):
        "asks again until a deleted topic is unknown, with a limit",
    ("sleep in a test", "tests/acceptance/tools/kafka_client.cc"):
        "asks again until the broker answers, with a limit",
    ("sleep in a test", "tests/contract/patience.cc"):
        "the one waiting loop of the contract suites: a condition with a limit",
}


def findings(root):
    """Returns one line per banned thing, and per excuse that is no longer needed."""
    tree, used, lines = Tree(root), set(), []
    for ban in BANS:
        for file in _files(tree, ban):
            found = list(re.finditer(ban.pattern, file.text if ban.whole_text else _code(file)))
            if found and (ban.name, file.path) in ALLOWED:
                used.add((ban.name, file.path))
                continue
            lines += [_line(ban, file, match) for match in found]
    return lines + [f"{path}: needs no excuse for {name} any more"
                    for name, path in ALLOWED if path in tree.paths and (name, path) not in used]


def _files(tree, ban):
    return [file for file in tree.files(suffixes=ban.suffixes)
            if file.path not in _NAMES_THEM and any(fnmatch(file.path, glob) for glob in ban.where)
            and not any(fnmatch(file.path, glob) for glob in ban.but)]


def _code(file):
    return file.code if file.path.endswith(CPP) else file.text


def _line(ban, file, match):
    text = file.text if ban.whole_text else _code(file)
    return (f"{file.path}:{line_of(text, match.start())}: {match.group().strip()} "
            f"({ban.name}); instead: {ban.instead}")


if __name__ == "__main__":
    problems = findings(sys.argv[1] if len(sys.argv) > 1 else ROOT)
    print("\n".join(problems) or "nothing banned")
    sys.exit(1 if problems else 0)
