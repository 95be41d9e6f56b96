"""What is out of proportion is listed, and nothing else."""
import unittest

from planted import Planted
from proportions import functions, listing
from tree import Tree


class ProportionsTest(unittest.TestCase):
    def test_long_file_is_listed(self):
        self.assert_listing("cli/a.h", "\n" * 501, ["cli/a.h:1: 501 lines (500)"])
        self.assert_listing("cli/a.h", "\n" * 500, [])

    def test_long_line_is_listed(self):
        self.assert_listing("cli/a.py", "\n#" + "x" * 100, ["cli/a.py:2: 101 columns (100)"])

    def test_long_cpp_function_is_listed(self):
        body = "  Step();\n" * 39
        self.assert_listing("cli/a.cc", f"\nvoid A::Run() const {{\n{body}}}\n",
                            ["cli/a.cc:2: A::Run: 41 lines (40)"])
        self.assert_listing("cli/a.cc", f"void Run() {{\n{body[10:]}}}\n", [])

    def test_long_python_function_is_listed(self):
        self.assert_listing("cli/a.py", "def run():\n" + "    step()\n" * 40,
                            ["cli/a.py:1: run: 41 lines (40)"])

    def test_many_parameters_are_listed(self):
        self.assert_listing("cli/a.cc", "int F(int a, M<A, B> b, int c, int d, int e, int f) {}",
                            ["cli/a.cc:1: F: 6 parameters (5)"])
        self.assert_listing("cli/a.py", "def f(self, a, b, c, d, e): pass\n", [])

    def test_full_folder_is_listed(self):
        with Planted() as tree:
            for number in range(26):
                tree.write(f"cli/a{number}.h", "")
            self.assertEqual(listing(tree.root), ["cli: 26 files (about 25)"])

    def test_functions_of_a_class_and_after_one_are_found(self):
        text = ("class A : public B {\n public:\n  A(int a, int b) : a_(a), b_{b} {}\n"
                "  bool Is() const override { if (a_) { return true; } return false; }\n};\n"
                "absl::StatusOr<int> Read(absl::Span<const int> all) {\n  return 1;\n}\n")
        with Planted() as tree:
            tree.write("cli/a.cc", text)
            found = functions(Tree(tree.root).files()[0])
        self.assertEqual([(each.name, each.line, each.parameters) for each in found],
                         [("A", 3, 2), ("Is", 4, 0), ("Read", 6, 1)])

    def assert_listing(self, path, text, expected):
        with Planted() as tree:
            tree.write(path, text)
            self.assertEqual(listing(tree.root), expected)


if __name__ == "__main__":
    unittest.main()
