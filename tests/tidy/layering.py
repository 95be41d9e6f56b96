"""Layering: which folder may include what. Prints each include that is forbidden.

    python3 tests/tidy/layering.py [ROOT]

Two rules. `MAY_INCLUDE` is the relation between folders, closed transitively: who may include x may
include all that x may. `VENDORS` names the one folder that speaks to each outside library, so that
no Kafka, Zeebe, RocksDB, gRPC, HTTP or YAML header can be reached from engine/; that is computed
from the includes once more, file by file, and a violation is shown as the chain that leads there.
"""
import re
import sys
from collections import namedtuple
from functools import cached_property

from tree import ROOT, Tree, line_of

OUR_TOPS = ("engine", "connectors", "cli", "bench", "tests", "proto")
SEES_ALL = ("cli", "bench", "tests")
UNIT_TESTS_SEE = ("tests/allocations.h",)

# folder -> folders and single headers it may include
MAY_INCLUDE = {
    "engine/base": [],
    "engine/core": ["engine/base"],
    "engine/feel": ["engine/base"],
    "engine/rules": ["engine/core", "engine/feel"],
    "engine/check": ["engine/rules"],
    "engine/state": ["engine/core", "proto/format"],
    "engine/table": ["engine/state"],
    "engine/ports": ["engine/base"],
    "engine/delivery": ["engine/state", "engine/ports"],
    "engine/runtime": ["engine/rules", "engine/table", "engine/delivery"],
    "engine/desk": ["engine/runtime"],
    "engine/roads": ["engine/runtime"],
    "connectors/*": ["engine/base", "engine/state/store.h", "engine/ports"],
    "connectors/rocksdb": ["engine/state/row_codec.h"],
    "connectors/yaml": ["engine/rules"],
    "connectors/bpmn": ["engine/check"],
    "connectors/zeebe": ["proto/zeebe"],
    "proto/format": [],
    "proto/zeebe": [],
}

# beginning of a vendor's header -> the folders that may name it
VENDORS = {
    "librdkafka/": ("connectors/kafka",),
    "rocksdb/": ("connectors/rocksdb",),
    "grpc": ("connectors/zeebe",),
    "boost/": ("connectors/http",),
    "libfyaml": ("connectors/yaml",),
    "expat": ("connectors/bpmn",),
    "simdjson": ("connectors/json", "connectors/oauth", "connectors/zeebe_fake"),
    "CLI/": ("cli",),
    "spdlog/": ("cli",),
    "fmt/": ("cli",),
    "google/protobuf/": ("proto", "connectors/zeebe"),
    "xxhash": ("engine/base",),
    "re2/": ("engine/feel",),
    "nlohmann/": (),
    "curl/": ("connectors/oauth",),
}
_NEVER_IN_ENGINE = ("librdkafka/", "rocksdb/", "grpc", "boost/", "libfyaml", "expat", "simdjson",
                    "CLI/", "spdlog/", "curl/")
_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*["<]([^">]+)[">]', re.MULTILINE)

Include = namedtuple("Include", "file line target")  # target: as written


def findings(root):
    """Returns one line per forbidden include."""
    includes = Includes(Tree(root))
    lines = [_folder_finding(i, includes) or _vendor_finding(i) for i in includes.all]
    return [line for line in lines if line] + _reached_from_engine(includes)


class Includes:
    """All includes of a tree, and what can be reached by following them."""

    def __init__(self, tree):
        self.all = [Include(file, line_of(file.text, found.start(1)), found.group(1))
                    for file in tree.files(*OUR_TOPS)
                    for found in _INCLUDE.finditer(file.text)]

    @cached_property
    def _of(self):
        by_path = {}
        for include in self.all:
            by_path.setdefault(include.file.path, []).append(include.target)
        return by_path

    def reached(self, path):
        """Returns {what `path` includes, however far: the chain that leads there}."""
        chains, waiting = {}, [(path, (path,))]
        while waiting:
            at, chain = waiting.pop()
            for target in self._of.get(at, ()):
                if target not in chains:
                    chains[target] = chain + (target,)
                    waiting.append((target, chains[target]))
        return chains

    def allowed(self, folder):
        """Returns the folders and headers that a folder may include, transitively."""
        allowed, waiting = {folder}, [folder]
        while waiting:
            for target in self._granted(waiting.pop()):
                if target not in allowed:
                    allowed.add(target)
                    waiting.append(target)
        return allowed

    def _granted(self, name):
        if name.endswith(".h"):  # one header of a folder: it, and what it shows its reader
            return [target for target in self._of.get(name, ()) if _is_ours(target)]
        shared = MAY_INCLUDE["connectors/*"] if name.startswith("connectors/") else []
        return MAY_INCLUDE.get(name, []) + shared


def _folder_finding(include, includes):
    folder = _layer(include.file.path)
    if not _is_ours(include.target) or folder in SEES_ALL:
        return None
    allowed = includes.allowed(folder)
    if include.file.path.endswith("_test.cc") and include.target in UNIT_TESTS_SEE:
        return None
    if include.target in allowed or _layer(include.target) in allowed:
        return None
    return f"{_at(include)} {folder} may not include {include.target}"


def _vendor_finding(include):
    owners = _owners(include.target)
    folder = _layer(include.file.path)
    if owners is None or folder in owners or folder in ("bench", "tests"):
        return None
    return f"{_at(include)} {include.target} is only for {', '.join(owners) or 'nobody'}"


def _owners(target):
    return next((owners for begin, owners in VENDORS.items() if target.startswith(begin)), None)


def _reached_from_engine(includes):
    """A vendor's header that engine reaches through a file that may include it."""
    found = []
    for path in sorted({include.file.path for include in includes.all}):
        if not path.startswith("engine/"):
            continue
        found += [f"{path} reaches a vendor: {' -> '.join(chain)}"
                  for target, chain in includes.reached(path).items()
                  if target.startswith(_NEVER_IN_ENGINE) and len(chain) > 2]
    return found


def _layer(path):
    """The folder that the relation speaks of: engine/core, but cli and tests as a whole."""
    parts = path.split("/")
    return parts[0] if parts[0] in SEES_ALL else "/".join(parts[:2])


def _is_ours(target):
    return target.split("/")[0] in OUR_TOPS


def _at(include):
    return f"{include.file.path}:{include.line}:"


if __name__ == "__main__":
    problems = findings(sys.argv[1] if len(sys.argv) > 1 else ROOT)
    print("\n".join(problems) or "no forbidden include")
    sys.exit(1 if problems else 0)
