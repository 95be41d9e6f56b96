"""Every main() of the tree begins as it must, and one that does not is found."""
import unittest

from mains import FIRST, findings
from planted import Planted
from tree import ROOT


class MainsTest(unittest.TestCase):
    def test_every_main_of_the_tree_begins_as_it_must(self):
        self.assertEqual(findings(ROOT), [])

    def test_main_without_the_line_is_found(self):
        self.assert_count("int main() {\n  return 0;\n}\n", 1)

    def test_empty_main_is_found(self):
        self.assert_count("int main(int argc, char** argv) {}\n", 1)

    def test_line_that_comes_second_is_found(self):
        self.assert_count(f"int main() {{\n  Begin();\n  {FIRST}\n}}\n", 1)

    def test_line_in_a_comment_is_found(self):
        self.assert_count(f"int main() {{\n  // {FIRST}\n  return 0;\n}}\n", 1)

    def test_main_with_the_line_after_a_comment_passes(self):
        self.assert_count(f"int main() {{\n  // Debian's abseil.\n  {FIRST}\n  return 0;\n}}\n", 0)

    def test_foreign_main_is_found(self):
        with Planted() as tree:
            tree.write("bench/CMakeLists.txt", "target_link_libraries(b benchmark::benchmark_main)")
            self.assertEqual(len(findings(tree.root)), 1)

    def assert_count(self, text, count):
        with Planted() as tree:
            tree.write("cli/a_main.cc", text)
            self.assertEqual(len(findings(tree.root)), count)


if __name__ == "__main__":
    unittest.main()
