"""The tree holds nothing banned, and each ban finds what it is for."""
import unittest
from fnmatch import fnmatch

from bans import ALLOWED, BANS, findings
from planted import Planted
from tree import ROOT

# ban -> (file, text that it must find)
PLANTS = {
    "clock": ("engine/state/a.cc", "auto t = std::chrono::steady_clock::now();"),
    "header in core": ("engine/core/a.h", "#include <mutex>"),
    "allocation in core": ("engine/core/a.cc", "std::vector<int> grown;"),
    "output in core": ("engine/core/a.cc", "std::printf(text);"),
    "random in core": ("engine/core/a.cc", "int x = rand();"),
    "lock in core": ("engine/core/a.cc", "absl::Mutex mutex;"),
    "exception": ("engine/feel/a.cc", "throw 1;"),
    "sleep in a test": ("engine/feel/a_test.cc", "std::this_thread::sleep_for(1s);"),
    "open end": ("engine/feel/a.cc", "// TODO: all of it"),
    "machine": ("tests/a.py", "open('/work/main')"),
    "registry": ("tests/a.py", "get('https://repo1.maven.org/x')"),
}


class BansTest(unittest.TestCase):
    def test_tree_holds_nothing_banned(self):
        self.assertEqual(findings(ROOT), [])

    def test_every_ban_has_a_plant(self):
        self.assertEqual({ban.name for ban in BANS}, set(PLANTS))

    def test_every_plant_is_found(self):
        for name, (path, text) in PLANTS.items():
            with self.subTest(name), Planted() as tree:
                tree.write(path, f"// first line\n{text}\n")
                found = findings(tree.root)
                self.assertEqual(len(found), 1, found)
                self.assertRegex(found[0], rf"^{path}:2: .*\({name}\)")

    def test_comments_and_quoted_text_are_free(self):
        with Planted() as tree:
            tree.write("engine/core/a.cc", '// a new vector: std::vector\nkName = "std::string";\n'
                       "/* rand( */ R\"(printf()\" 'x'\n")
            self.assertEqual(findings(tree.root), [])

    def test_core_may_view_text_and_spans(self):
        with Planted() as tree:
            tree.write("engine/core/a.h", "std::string_view name; absl::Span<int> x; renew(y);\n")
            self.assertEqual(findings(tree.root), [])

    def test_allocation_in_a_test_of_core_is_free(self):
        with Planted() as tree:
            tree.write("engine/core/a_test.cc", "std::vector<int> all;\n")
            self.assertEqual(findings(tree.root), [])

    def test_python_sleep_in_a_test_is_found(self):
        with Planted() as tree:
            tree.write("tests/acceptance/a.py", "time.sleep(1)\n")
            self.assertRegex(findings(tree.root)[0], "sleep in a test")

    def test_excuse_that_excuses_nothing_is_found(self):
        name, path = next(iter(ALLOWED))
        with Planted() as tree:
            tree.write(path, "nothing to excuse\n")
            self.assertEqual(findings(tree.root), [f"{path}: needs no excuse for {name} any more"])

    def test_every_excuse_is_of_a_ban_that_is_about_its_file(self):
        bans = {ban.name: ban for ban in BANS}
        for name, path in ALLOWED:
            self.assertTrue(any(fnmatch(path, glob) for glob in bans[name].where), path)


if __name__ == "__main__":
    unittest.main()
