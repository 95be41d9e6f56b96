"""What the program does when its disk is full or damaged: it stops reading or ends with the exit
code of storage, says why, and loses nothing."""
import json
import resource
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

from node import LIMIT_S, Node, binary, wait_for

STORAGE = 74
RULES = """
state: {{ disk_reserve: {reserve} }}
topics: {{ t: {{ time: ts, late: 0s }} }}
rules:
  hot:
    {{ topic: t, key: [k], bad: 'level > 90', clear: 1 good in a row, start: s, back: b }}
"""
BEGIN_MS = 1_700_000_000_000


def events(count):
    """Each key gets hot once and cools down once."""
    for i in range(count):
        yield {"ts": BEGIN_MS + i * 20, "k": f"K{i}", "level": 95}
        yield {"ts": BEGIN_MS + i * 20 + 10, "k": f"K{i}", "level": 20}


class Disk(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.state = self.folder / "state"
        self.input = self.folder / "events.ndjson"
        self.input.write_text("".join(json.dumps(event) + "\n" for event in events(2000)))
        self.config = self.folder / "rules.yaml"
        self.config.write_text(RULES.format(reserve="1MiB"))

    def run_once(self, most_bytes_of_a_file=None):
        def limit():
            if most_bytes_of_a_file:  # then writes fail, where a signal would end it
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes_of_a_file,) * 2)

        return subprocess.run(
            [binary(), "run", "--config", str(self.config), "--input", str(self.input), "--output",
             "stdout", "--state-dir", str(self.state), "--listen", "127.0.0.1:0"],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
            timeout=LIMIT_S, preexec_fn=limit, restore_signals=False)

    def commands(self, *runs):
        """What was told: an attempted line is printed again after a crash, as it is promised."""
        lines = [json.loads(line) for run in runs for line in run.stdout.splitlines()]
        return {(line["cmd"], line["episode"]) for line in lines}

    def test_a_disk_without_room_ends_it_and_nothing_is_lost(self):
        full = self.run_once(most_bytes_of_a_file=200_000)
        self.assertEqual(full.returncode, STORAGE, full.stderr)
        self.assertIn("E5001", full.stderr)
        self.assertIn("File too large", full.stderr)
        after = self.run_once()
        self.assertEqual(after.returncode, 0, after.stderr)
        self.assertEqual(len(self.commands(full, after)), 2 * 2000)

    def test_below_the_reserve_nothing_is_read_and_with_room_it_goes_on_by_itself(self):
        folder = self.folder / "node"
        folder.mkdir()
        first, *others = [[event for event in events(4) if event["k"] == f"K{i}"] for i in range(4)]
        with Node(folder, RULES.format(reserve="1MiB")) as node:
            node.feed(*first)
            wait_for(node.said, lambda: len(node.commands()) == 2)
            self.reserve(node, "16TiB")
            blocked = 'telltale_input_blocked{reason="disk-reserve"} 1'
            wait_for("blocked", lambda: blocked in node.get("/metrics")[1])
            self.assertEqual(node.get("/readyz")[0], 503)
            node.feed(*(event for pair in others for event in pair))
            self.assertEqual(len(node.commands()), 2)
            self.reserve(node, "1MiB")
            wait_for(node.said, lambda: len(node.commands()) == 8)
            wait_for("ready", lambda: node.get("/readyz")[0] == 200)
            self.assertEqual(node.stop(), 0)

    def reserve(self, node, room):
        node.write(RULES.format(reserve=room))
        node.reload()

    def test_a_damaged_file_ends_every_start_with_its_name(self):
        self.assertEqual(self.run_once().returncode, 0)
        for pattern in ("*.log", "MANIFEST-*", "CURRENT"):
            path = max(self.state.glob(pattern), key=lambda each: each.stat().st_size)
            whole = path.read_bytes()
            damaged = bytearray(whole)
            damaged[len(whole) // 2] ^= 1
            path.write_bytes(damaged)
            for _ in range(2):
                done = self.run_once()
                self.assertEqual(done.returncode, STORAGE, done.stderr)
                self.assertIn("E5003", done.stderr)
                self.assertIn(path.name, done.stderr)
                self.assertEqual(done.stdout, "")
            path.write_bytes(whole)
            self.assertEqual(self.run_once().returncode, 0)


if __name__ == "__main__":
    unittest.main()
