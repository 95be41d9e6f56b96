"""Every include guard of the tree is its path, and one that is not is found."""
import unittest

from guards import findings
from planted import Planted
from tree import ROOT


class GuardsTest(unittest.TestCase):
    def test_every_guard_of_the_tree_is_its_path(self):
        self.assertEqual(findings(ROOT), [])

    def test_a_guard_of_another_path_is_found(self):
        self.assert_count("#ifndef TELLTALE_CLI_B_H_\n#define TELLTALE_CLI_B_H_\n#endif\n", 1)

    def test_a_header_without_a_guard_is_found(self):
        self.assert_count("int x;\n", 1)

    def test_the_right_guard_passes(self):
        self.assert_count("#ifndef TELLTALE_CLI_A_H_\n#define TELLTALE_CLI_A_H_\n#endif\n", 0)

    def assert_count(self, text, count):
        with Planted() as tree:
            tree.write("cli/a.h", text)
            self.assertEqual(len(findings(tree.root)), count)


if __name__ == "__main__":
    unittest.main()
