"""Every path that a document names exists, and one that does not is found."""
import unittest

from documents import findings, named
from planted import Planted
from tree import ROOT


class DocumentsTest(unittest.TestCase):
    def test_every_path_named_in_a_document_exists(self):
        self.assertEqual(findings(ROOT), [])

    def test_missing_file_in_backquotes_is_found_with_its_line(self):
        self.assert_findings("\nSee `engine/core/gone.cc`.\n",
                             ["docs/a.md:2: there is no engine/core/gone.cc"])

    def test_misspelt_folder_is_found(self):
        self.assert_findings("See `engnie/core`.", ["docs/a.md:1: there is no engnie/core"])

    def test_missing_name_of_source_is_found(self):
        self.assert_findings("See `gone.h`.", ["docs/a.md:1: there is no gone.h"])

    def test_missing_path_in_a_code_block_is_found(self):
        self.assert_findings("```\npython3 tests/gone.py --all\n```\n",
                             ["docs/a.md:2: there is no tests/gone.py"])

    def test_broken_link_is_found(self):
        self.assert_findings("[it](gone.md#there)", ["docs/a.md:1: there is no gone.md"])

    def test_glob_without_a_match_is_found(self):
        self.assert_findings("`engine/core/*.h`", ["docs/a.md:1: there is no engine/core/*.h"])

    def test_what_is_there_is_not_found(self):
        self.assert_findings("`engine/core/step.cc` `engine/core/step.cc:12` `engine/core/`\n"
                             "`step.cc` `engine/*/step.cc` `b.md` [b](b.md)\n"
                             "[from here](../engine/core/step.cc)", [])

    def test_what_is_not_a_path_is_not_named(self):
        self.assertEqual(named("`3 in 30s` `/healthz` `episode/key@raised` `telltale.gate` "
                               "[x](https://example.org/a.md) [y](#part) and/or"), set())

    def test_yaml_that_no_file_holds_is_found(self):
        self.assert_findings("one\n```yaml\na: 2\n```\n",
                             ["docs/a.md:2: this YAML is cut from no file"])

    def test_yaml_that_is_cut_from_an_example_is_not_found(self):
        self.assert_findings("```yaml\na: 1\nb: 2\n```\n", [])

    def assert_findings(self, text, expected):
        with Planted() as tree:
            tree.write("engine/core/step.cc", "")
            tree.write("docs/b.md", "")
            tree.write("docs/examples/a.yaml", "# why\na: 1\nb: 2\nc: 3\n")
            tree.write("docs/a.md", text)
            self.assertEqual(findings(tree.root), expected)


if __name__ == "__main__":
    unittest.main()
