"""Mains: the first statement of every main() turns off abseil's deadlock detection.

    python3 tests/tidy/mains.py [ROOT]

Debian builds abseil without NDEBUG, so its mutexes look for cycles and abort() the process when
they believe to have found one. gRPC's do, while a server is away (grpc/grpc#40390).
"""
import re
import sys

from tree import ROOT, Tree, line_of

FIRST = "absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);"
_MAIN = re.compile(r"^int main\([^)]*\)\s*\{\s*([^;]*;)?", re.MULTILINE)
_READY_MAIN = re.compile(r"\bGTest::g(test|mock)_main\b|\bbenchmark::benchmark_main\b")


def findings(root):
    """Returns one line per main() that begins otherwise, and per foreign main() linked in."""
    tree = Tree(root)
    lines = [f"{file.path}:{line_of(file.code, found.start())}: main() must begin with {FIRST}"
             for file in tree.files() for found in _MAIN.finditer(file.code)
             if (found.group(1) or "").strip() != FIRST]
    return lines + [f"{file.path}:{line_of(file.text, found.start())}: {found.group()} "
                    "does not begin so; link test_main, or write a main()"
                    for file in tree.files(suffixes=("CMakeLists.txt", ".cmake"))
                    for found in _READY_MAIN.finditer(file.text)]


if __name__ == "__main__":
    problems = findings(sys.argv[1] if len(sys.argv) > 1 else ROOT)
    print("\n".join(problems) or "every main() begins as it must")
    sys.exit(1 if problems else 0)
