"""Every error number of the tree is reported somewhere, and one that is not is found."""
import unittest

from errors import findings
from planted import Planted
from tree import ROOT

HEADER = "enum class ErrorId : uint16_t {\n  kLost = 1001,  // ErrorId::kLost\n};\n"


class ErrorsTest(unittest.TestCase):
    def test_every_error_of_the_tree_is_reported(self):
        self.assertEqual(findings(ROOT), [])

    def test_error_that_only_the_catalogue_a_test_and_a_comment_name_is_found(self):
        with Planted() as tree:
            tree.write("engine/base/error_catalogue.h", HEADER)
            tree.write("engine/base/error_catalogue.cc", "{ErrorId::kLost},\n")
            tree.write("cli/a_test.cc", "Use(ErrorId::kLost);\n// ErrorId::kLost\n")
            tree.write("cli/a.cc", "// ErrorId::kLost\n")
            self.assertEqual(findings(tree.root), ["ErrorId::kLost: nothing reports it"])

    def test_error_that_is_reported_passes(self):
        with Planted() as tree:
            tree.write("engine/base/error_catalogue.h", HEADER)
            tree.write("cli/a.cc", "return MakeError(ErrorId::kLost, text);\n")
            self.assertEqual(findings(tree.root), [])


if __name__ == "__main__":
    unittest.main()
