"""Documents: every path that a Markdown file names exists, and its YAML is cut from a file.

    python3 tests/tidy/documents.py [ROOT]

A path is what is linked, what begins with a folder of this project (also within code blocks), and
what stands in backquotes and looks like one: a slash between names, or a name that ends like source
code. It is looked for from the root and from the document's folder; a bare name anywhere. A block of
YAML must stand, word for word, in a file that tests read.
"""
import os
import re
import sys
from fnmatch import fnmatch

from tree import ROOT, Tree, line_of

_QUOTED = re.compile(r"`([^`\n]+)`")
_LINKED = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
_PATH = re.compile(r"[\w.*-]+(/[\w.*-]+)+/?")
_SOURCE = re.compile(r"[\w*-]+\.(cc|h|py|sh|md|cmake|proto|bpmn)")
_YAML_BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_EXAMPLES = ("docs", "tests")  # where the files stand from which YAML is cut
_TOPS = r"(?:engine|connectors|cli|proto|bench|tests|docs|cmake|tools|deploy)"
_OURS = re.compile(rf"(?<![\w./*-]){_TOPS}/[\w.*/-]*\w/?")

# What looks like a path and is none of ours, or not there before something made it.
NOT_OURS = (
    "build/*",  # made by the build
    "absl/*", "librdkafka/*", "rocksdb/*", "grpcpp/*", "boost/*",  # of the libraries
    "[0-9]/[0-9]",  # shards
    "application/*",  # content types
    "data/text_alarms_original/*",  # in the repository that the alarms come from
)


def findings(root):
    """Returns one line per path that a document names and the tree does not have."""
    tree = Tree(root)
    known = _known(tree.paths)
    documents = tree.files(suffixes=(".md",))
    missing = [f"{file.path}:{line_of(file.text, position)}: there is no {path}"
               for file in documents for position, path in sorted(named(file.text))
               if not _exists(path, file.folder, known)]
    return missing + _free_examples(documents, tree)


def _free_examples(documents, tree):
    """One line per block of YAML that no file holds."""
    held = [file.text for file in tree.files(*_EXAMPLES, suffixes=(".yaml",))]
    return [f"{file.path}:{line_of(file.text, block.start())}: this YAML is cut from no file"
            for file in documents for block in _YAML_BLOCK.finditer(file.text)
            if not any(block.group(1) in text for text in held)]


def named(text):
    """Returns {(position, path)}: what a document's text names."""
    found = {(match.start(1), match.group(1)) for match in _LINKED.finditer(text)}
    found |= {(match.start(), match.group()) for match in _OURS.finditer(text)}
    for match in _QUOTED.finditer(text):
        token = match.group(1).split(":")[0]  # without a line number
        if _PATH.fullmatch(token) or _SOURCE.fullmatch(token):
            found.add((match.start(1), token))
    return {(position, path) for position, path in found
            if not any(fnmatch(path, glob) for glob in NOT_OURS)}


def _known(paths):
    """All files and folders."""
    folders = set()
    for path in paths:
        while path := os.path.dirname(path):
            folders.add(path)
    return set(paths) | folders


def _exists(path, folder, known):
    path = path.rstrip("/")
    names = {os.path.normpath(path), os.path.normpath(os.path.join(folder, path))}
    if names & known:
        return True
    if "*" in path:
        return any(fnmatch(each, name) for each in known for name in names)
    return "/" not in path and any(os.path.basename(each) == path for each in known)


if __name__ == "__main__":
    problems = findings(sys.argv[1] if len(sys.argv) > 1 else ROOT)
    print("\n".join(problems) or "every path named in a document exists")
    sys.exit(1 if problems else 0)
