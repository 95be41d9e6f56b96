"""No constant of the tree hides another, and one that does is found."""
import unittest

from planted import Planted
from shadows import findings
from tree import ROOT


class ShadowsTest(unittest.TestCase):
    def test_no_constant_of_the_tree_hides_another(self):
        self.assertEqual(findings(ROOT), [])

    def test_a_constant_with_the_name_of_a_headers_is_found(self):
        self.assert_count("namespace {\n\nconstexpr char kLimit[] = \"x\";\n\n}  // namespace\n", 1)
        self.assert_count("namespace {\nconst std::vector<int> kLimit = {1};\n}  // namespace\n", 1)
        self.assert_count("namespace {\nconstexpr int kA = 1,\n    kLimit = 2;\n}  // namespace\n", 1)

    def test_another_name_passes(self):
        self.assert_count("namespace {\n\nconstexpr int kMost = kLimit;\n\n}  // namespace\n", 0)

    def test_the_name_of_a_test_headers_passes_in_the_product(self):
        self.assert_count("namespace {\nconstexpr int kPatience = 1;\n}  // namespace\n", 0)

    def test_a_constant_within_a_function_passes(self):
        self.assert_count("namespace {\nvoid F() {\n  constexpr int kLimit = 1;\n}\n}  // namespace\n", 0)

    def assert_count(self, text, count):
        with Planted() as tree:
            tree.write("engine/base/limit.h", "inline constexpr int kLimit = 5;\n")
            tree.write("tests/patience.h", "inline constexpr int kPatience = 5;\n")
            tree.write("cli/a.cc", text)
            self.assertEqual(len(findings(tree.root)), count)


if __name__ == "__main__":
    unittest.main()
