"""The benches run to their end on a small workload; each of them checks its own answer.

The folder of the build is the one of the binary that the environment variable TELLTALE names.
"""
import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = (ROOT / os.environ["TELLTALE"]).parent
LIMIT_S = 120


def run(program, *args, cwd=ROOT):
    """Returns the finished process of one of the build's programs."""
    return subprocess.run([str(BUILD / program), *map(str, args)], cwd=cwd, timeout=LIMIT_S,
                          capture_output=True, text=True, check=False)


class Steps(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(dir=BUILD)  # the other temporary one may be in memory
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def test_the_file_step_prints_what_the_stream_holds_by_construction(self):
        done = run("bench/canonical/canonical_bench", "file", "--keys", 2000, "--dir", self.folder)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        figures = json.loads(done.stdout)
        self.assertEqual([figures[name] for name in ("events", "keys", "starts", "backs")],
                         [12000, 2000, 2, 2])
        self.assertGreater(figures["events_per_second"], 0)

    def test_several_loops_conclude_what_one_does(self):
        done = run("bench/canonical/canonical_bench", "loops", "--keys", 2000, "--loops", 3,
                   "--loaders", 2, "--dir", self.folder)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        figures = json.loads(done.stdout)
        self.assertEqual([figures[name] for name in ("events", "keys", "starts", "backs")],
                         [12000, 2000, 2, 2])

    def test_in_the_storm_every_key_is_told_twice(self):
        done = run("bench/canonical/canonical_bench", "storm", "--keys", 2000, "--dir", self.folder)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        figures = json.loads(done.stdout)
        self.assertEqual((figures["starts"], figures["backs"]), (2000, 2000))
        self.assertEqual(figures["stages"]["send"]["count"], 4000)
        self.assertGreater(figures["publishes_per_second"], 0)

    def test_a_folder_in_memory_is_refused(self):
        if not os.path.isdir("/dev/shm"):
            self.skipTest("this machine has no folder in memory")
        done = run("bench/canonical/canonical_bench", "file", "--keys", 10, "--dir", "/dev/shm")
        self.assertEqual(done.returncode, 1)
        self.assertIn("expected a directory on a disk, but /dev/shm is on tmpfs", done.stderr)

    def test_every_micro_benchmark_gives_the_right_answer(self):
        done = run("bench/micro/micro_bench", "--benchmark_min_time=0.001", cwd=self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        for name in ("Decode", "Read", "Step", "LookUp", "AddKeys", "Encode", "Commit"):
            self.assertRegex(done.stdout, rf"BM_{name}\b")

    def test_the_state_bench_finds_all_its_keys_again(self):
        done = run("bench/state/state_bench", self.folder, 2000, 2)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_the_guarded_paths_give_the_right_answer(self):
        for path in ("decode", "step", "apply", "commit"):
            done = run("bench/guard/guard_bench", path, f"{self.folder}/state")
            self.assertEqual((done.returncode, done.stdout), (0, "10000\n"), done.stderr)


if __name__ == "__main__":
    unittest.main()
