"""The suites: what each runs, how it is counted, and how long it may take.

A suite is either listed here or is a GoogleTest program, found in the build.
"""
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from suites import counts

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sys.executable or "python3"
MINUTE_S = 60

# Programs that must be there, whatever the build forgot.
REQUIRED_PROGRAMS = ("scenario_test", "gateway_contract_test", "cli_verbs_test")
REQUIRED_THREADED_PROGRAMS = ("runtime_test", "gateway_contract_test")


@dataclass(frozen=True)
class Suite:
    name: str
    command: tuple  # run from the root
    count: object  # a function of counts.py: Finished -> Counts
    limit_s: int = 10 * MINUTE_S
    needs: str = ""  # a file of the tree without which there is no such suite: then it failed
    brokers: bool = False  # exit code 3: could not be run for want of a broker
    live: bool = False  # what it prints is shown at once


def programs(build, label="", required=REQUIRED_PROGRAMS, fuzz_inputs=0):
    """One suite for each GoogleTest program in a build folder, and for each that must be there.

    `fuzz_inputs` is how many made-up inputs a fuzz target meets; 0: as many as it likes.
    """
    found = {path.name: path for path in sorted(_programs(build))}
    for name in required:
        found.setdefault(name, Path(build) / name)
    more = ("env", f"FUZZ_INPUTS={fuzz_inputs}") if fuzz_inputs else ()
    return [Suite(name + label, (*more, str(path), "--gtest_brief=1"), counts.of_gtest,
                  limit_s=60 * MINUTE_S if fuzz_inputs else 10 * MINUTE_S, needs=str(path))
            for name, path in found.items()]


def sanitized(builds, everything):
    """The GoogleTest programs of further builds, each under the build's name."""
    def of_build(name, build):
        required = REQUIRED_THREADED_PROGRAMS if name == "tsan" else REQUIRED_PROGRAMS
        return programs(build, f" +{name}", required, 2_000_000 if everything else 0)

    return [suite for build in builds for suite in of_build(Path(build).name, build)]


def _programs(build):
    for folder, folders, names in os.walk(build):
        folders[:] = [name for name in folders
                      if not os.path.exists(os.path.join(folder, name, "CMakeCache.txt"))]
        for name in names:
            path = Path(folder) / name
            if name.endswith("_test") and os.access(path, os.X_OK):
                yield path



def forgotten_tests(build, root=ROOT):
    """Returns the *_test.cc files of the tree that the build does not know."""
    known = _what_is_compiled(build)
    tops = ("engine", "connectors", "cli", "bench", "tests")
    tests = [path for top in tops for path in sorted((root / top).rglob("*_test.cc"))]
    return [str(path.relative_to(root)) for path in tests if f'{path}"' not in known]


def _what_is_compiled(build):
    """Returns text that has each file that is compiled in it, quoted; several may stand in one."""
    commands = Path(build) / "compile_commands.json"
    if not commands.exists():
        return ""
    files = [Path(entry["file"]) for entry in json.loads(commands.read_text(encoding="utf-8"))]
    return "".join(file.read_text(encoding="utf-8") if file.parent.name == "Unity" else f'{file}"'
                   for file in files)


def of_python(build, everything):
    """The suites that Python runs without a broker."""
    return [
        unittests("tidy"),
        unittests("suites", top="tests"),
        unittests("oracle", binary=f"{build}/telltale"),
        unittests("acceptance", name="acceptance harness"),
        unittests("binary", binary=f"{build}/telltale"),
        unittests("feel", binary=f"{build}/tests/feel/feel_evaluate"),
        unittests("bench", binary=f"{build}/telltale"),
        unittests("mutation"),
        of_property(build, *((100_000, 2000) if everything else (10_000, 100))),
        unittests("simulation", name="simulation's judge"),
        simulation(build, seeds=1_000_000 if everything else 10_000),
        power(build, seeds=5000 if everything else 500),
        flips(build, count=10_000 if everything else 1000),
        failpoints(build, times=200 if everything else 20),
    ]


def of_property(build, seeds, runs):
    """Random rules and streams, held against the oracle: as scenarios, and as files."""
    return Suite("property", (PYTHON, "-B", "tests/oracle/property.py", "--binary",
                              f"{build}/telltale", "--seeds", str(seeds), "--runs", str(runs)),
                 counts.of_last_line, limit_s=60 * MINUTE_S, needs="tests/oracle/property.py",
                 live=True)


def simulation(build, seeds):
    """The production loop between models, one seed after the other."""
    program = f"{build}/tests/simulation/simulation_main"
    return Suite("simulation", (PYTHON, "-B", "tests/simulation/run.py", "--binary", program,
                                "--seeds", str(seeds), "--first", "1"),
                 counts.of_last_line, limit_s=max(30, seeds // 1000) * MINUTE_S,
                 needs="tests/simulation/run.py")


def power(build, seeds):
    """The store and the loop on a disk whose power fails, one seed after the other."""
    program = f"{build}/tests/power/power_main"
    return Suite("power", (program, "--seeds", str(seeds), "--first", "1"), counts.of_last_line,
                 limit_s=30 * MINUTE_S, needs=program)


def flips(build, count):
    """A store with one bit flipped, again and again."""
    program = f"{build}/tests/power/flip_main"
    return Suite("flips", (program, "--flips", str(count), "--first", "1"), counts.of_last_line,
                 limit_s=30 * MINUTE_S, needs=program)


def failpoints(build, times):
    """The real program, killed at each of its failpoints."""
    return Suite("failpoints", (PYTHON, "-B", "tests/failpoints/sweep.py", "--binary",
                                f"{build}/telltale", "--times", str(times)),
                 counts.of_last_line, limit_s=60 * MINUTE_S, needs="tests/failpoints/sweep.py")


def unittests(folder, name="", top="", binary=""):
    """One folder of Python's unittest; `binary` is what its tests find in $TELLTALE."""
    where = f"tests/{folder}"
    command = ("env", f"TELLTALE={binary}", PYTHON, "-B", "-m", "unittest", "discover", "-s", where, "-t", top or where)
    return Suite(name or folder, command, counts.of_unittest, needs=where)


def acceptance(build, everything):
    """The real binary between real brokers."""
    command = (PYTHON, "tests/acceptance/run.py", "--binary", f"{build}/telltale")
    return Suite("acceptance", command + (("--all",) if everything else ()), counts.of_last_line,
                 limit_s=60 * MINUTE_S, needs="tests/acceptance/run.py", brokers=True,
                 live=True)


def headers(build):
    """Every header without a source of its name compiles alone."""
    target = "all_verify_interface_header_sets"
    return Suite("headers compile alone", ("cmake", "--build", str(build), "--target", target),
                 counts.of_exit_code, limit_s=30 * MINUTE_S, needs=f"{build}/build.ninja")


def lint(build, full):
    """What ./dev lint checks; `full` with clang-tidy."""
    found = [_script("format"), _script("shell"), _script("python")]
    return found + ([_script("clang-tidy", str(build))] if full else [])


def _script(check, *arguments):
    return Suite(check, ("bash", "tools/lint.sh", check) + arguments, counts.of_exit_code,
                 limit_s=60 * MINUTE_S, needs="tools/lint.sh")
