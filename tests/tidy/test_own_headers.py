"""Every source of the tree includes its own header first, and one that does not is found."""
import unittest

from own_headers import findings
from planted import Planted
from tree import ROOT


class OwnHeadersTest(unittest.TestCase):
    def test_every_source_of_the_tree_includes_its_own_header_first(self):
        self.assertEqual(findings(ROOT), [])

    def test_a_source_that_includes_another_one_first_is_found(self):
        self.assert_count('#include <string>\n\n#include "cli/a.h"\n', 1)

    def test_a_source_that_does_not_include_it_is_found(self):
        self.assert_count("int x;\n", 1)

    def test_its_own_first_passes(self):
        self.assert_count('// What it is.\n#include "cli/a.h"\n\n#include <string>\n', 0)

    def assert_count(self, text, count):
        with Planted() as tree:
            tree.write("cli/a.h", "")
            tree.write("cli/a.cc", text)
            self.assertEqual(len(findings(tree.root)), count)


if __name__ == "__main__":
    unittest.main()
