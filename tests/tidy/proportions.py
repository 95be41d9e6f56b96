"""Proportions: lists what is unusually long. A reader decides whether a noun wants its own file.

    python3 tests/tidy/proportions.py [ROOT]

Lists and never fails: files over 500 lines, functions over 40, lines over 100 columns, folders over
25 files, functions with more than 5 parameters. Functions are found by their braces (C++) and by
the parser (Python); what a macro or a lambda hides counts to the function around it.
"""
import ast
import re
import sys
from collections import Counter, namedtuple

from tree import CPP, ROOT, Tree, line_of

MOST_LINES = 500
MOST_FUNCTION_LINES = 40
MOST_COLUMNS = 100
MOST_FILES = 25
MOST_PARAMETERS = 5

Function = namedtuple("Function", "name line lines parameters")

_COUNTED = CPP + (".py", ".sh", ".cmake", "CMakeLists.txt", ".proto")
_NO_FUNCTION = {"if", "for", "while", "switch", "catch", "return", "namespace", "sizeof"}
# A name and its parameters, then qualifiers or an initializer list, up to the brace of the body.
_HEAD = re.compile(r"([~\w:]+(?:<[^<>;{}]*>)?)\s*\((?P<parameters>(?:[^(){};]|\([^(){};]*\))*)\)"
                   r"[^;{}()=]*(?::\s[^;]*?)?\{")


def listing(root):
    """Returns one line per thing out of proportion."""
    tree = Tree(root)
    files = tree.files(suffixes=_COUNTED)
    lines = [line for file in files for line in _of_file(file)]
    folders = Counter(file.folder for file in files)
    return lines + [f"{folder}: {count} files (about {MOST_FILES})"
                    for folder, count in sorted(folders.items()) if count > MOST_FILES]


def _of_file(file):
    lines = file.text.splitlines()
    found = [(number, f"{len(line)} columns ({MOST_COLUMNS})")
             for number, line in enumerate(lines, 1) if len(line) > MOST_COLUMNS]
    if len(lines) > MOST_LINES:
        found.append((1, f"{len(lines)} lines ({MOST_LINES})"))
    for each in functions(file):
        if each.lines > MOST_FUNCTION_LINES:
            found.append((each.line, f"{each.name}: {each.lines} lines ({MOST_FUNCTION_LINES})"))
        if each.parameters > MOST_PARAMETERS:
            found.append((each.line, f"{each.name}: {each.parameters} parameters "
                                     f"({MOST_PARAMETERS})"))
    return [f"{file.path}:{line}: {text}" for line, text in sorted(found)]


def functions(file):
    """Returns the functions of a C++ or Python file."""
    if file.path.endswith(CPP):
        return list(_cpp_functions(file.code))
    if file.path.endswith(".py"):
        return [_python_function(node) for node in ast.walk(ast.parse(file.text))
                if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    return []


def _python_function(node):
    count = len(node.args.args) + len(node.args.kwonlyargs)
    bound = node.args.args and node.args.args[0].arg in ("self", "cls")
    return Function(node.name, node.lineno, node.end_lineno - node.lineno + 1, count - bool(bound))


def _cpp_functions(code):
    position = 0
    while found := _HEAD.search(code, position):
        position = found.end()
        name = found.group(1)
        if name.split("<")[0] in _NO_FUNCTION:
            continue
        position = _end_of_block(code, found.end())
        yield Function(name, line_of(code, found.start()),
                       code.count("\n", found.start(), position) + 1,
                       _count_parameters(found.group("parameters")))


def _end_of_block(code, position):
    """Returns the position after the brace that closes the block which begins before `position`."""
    depth = 1
    for brace in re.finditer(r"[{}]", code[position:]):
        depth += 1 if brace.group() == "{" else -1
        if depth == 0:
            return position + brace.end()
    return len(code)


def _count_parameters(text):
    """Counts commas that stand in no inner bracket."""
    while (inner := re.sub(r"<[^<>]*>|\([^()]*\)", "", text)) != text:
        text = inner
    return text.count(",") + 1 if text.strip() else 0


if __name__ == "__main__":
    out_of_proportion = listing(sys.argv[1] if len(sys.argv) > 1 else ROOT)
    print("\n".join(out_of_proportion) or "nothing is out of proportion")
