"""The tree obeys its layers, and a forbidden include in any of them would be seen."""
import unittest

from layering import findings
from planted import Planted
from tree import ROOT

TOPS = ("engine", "connectors", "cli")


class LayeringTest(unittest.TestCase):
    def test_tree_has_no_forbidden_include(self):
        self.assertEqual(findings(ROOT), [])

    def test_copy_without_plants_is_clean(self):
        with Planted.copy_of(*TOPS) as tree:
            self.assertEqual(findings(tree.root), [])

    def test_core_may_not_include_what_stands_on_it(self):
        self.assert_found("engine/core/step.cc", '#include "engine/rules/config.h"',
                          "engine/core may not include engine/rules/config.h")

    def test_runtime_may_not_name_a_vendor(self):
        self.assert_found("engine/runtime/loop.cc", "#include <librdkafka/rdkafka.h>",
                          "librdkafka/rdkafka.h is only for connectors/kafka")

    def test_connector_may_not_include_another(self):
        self.assert_found("connectors/json/json_decoder.h",
                          '#include "connectors/file/line_reader.h"',
                          "connectors/json may not include connectors/file/line_reader.h")

    def test_cli_may_not_name_a_vendor_of_a_connector(self):
        self.assert_found("cli/wiring.cc", "#include <rocksdb/db.h>",
                          "rocksdb/db.h is only for connectors/rocksdb")

    def test_connector_sees_ports_but_not_the_loop(self):
        self.assert_found("connectors/file/line_reader.cc", '#include "engine/runtime/loop.h"',
                          "connectors/file may not include engine/runtime/loop.h")

    def test_every_vendor_header_is_kept_from_the_engine(self):
        for header in ("librdkafka/rdkafka.h", "rocksdb/db.h", "grpcpp/grpcpp.h", "grpc/grpc.h",
                       "boost/beast/http.hpp", "libfyaml.h", "spdlog/spdlog.h", "simdjson.h"):
            with self.subTest(header):
                self.assert_found("engine/base/time.h", f"#include <{header}>", header)

    def test_vendor_behind_another_header_is_shown_with_the_way_to_it(self):
        with Planted() as tree:
            tree.write("engine/base/a.h", "#include <rocksdb/db.h>\n")
            tree.write("engine/state/b.h", '#include "engine/base/a.h"\n')
            self.assertIn("engine/state/b.h reaches a vendor: engine/state/b.h -> "
                          "engine/base/a.h -> rocksdb/db.h", findings(tree.root))

    def test_folder_may_include_what_its_lower_ones_may(self):
        with Planted() as tree:
            tree.write("engine/runtime/loop.h", '#include "engine/base/time.h"\n'
                       '#include "engine/core/step.h"\n#include "engine/feel/program.h"\n')
            self.assertEqual(findings(tree.root), [])

    def test_quoted_name_of_an_outside_library_is_not_a_folder_of_ours(self):
        with Planted() as tree:
            tree.write("engine/base/a.h", '#include "absl/status/status.h"\n')
            self.assertEqual(findings(tree.root), [])

    def assert_found(self, path, line, expected):
        with Planted.copy_of(*TOPS) as tree:
            tree.add_line(path, line)
            found = findings(tree.root)
        self.assertTrue(any(each.startswith(f"{path}:1:") and expected in each for each in found),
                        f"{expected!r} is not among {found}")


if __name__ == "__main__":
    unittest.main()
