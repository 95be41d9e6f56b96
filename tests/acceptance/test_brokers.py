"""The parts of the broker starters that decide something."""
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from brokers import cache, java, net, wait, zeebe
from brokers.process import Child


class JavaTest(unittest.TestCase):
    def test_reads_the_major_version(self):
        shown = "Property settings:\n    java.specification.version = 21\n    java.vendor = X\n"
        self.assertEqual(java.parse_major(shown), 21)

    def test_takes_no_version_from_a_java_that_does_not_run(self):
        self.assertEqual(java.parse_major("Error: could not find libjava.so\n"), 0)


class ZeebeTest(unittest.TestCase):
    def test_is_led_when_a_broker_leads_the_partition(self):
        partitions = [{"partitionId": 1, "role": "leader"}]
        self.assertTrue(zeebe.has_leader({"brokers": [{"partitions": partitions}]}))

    def test_is_not_led_while_it_starts(self):
        for topology in ({}, {"brokers": None}, {"brokers": [{"partitions": None}]},
                         {"brokers": [{"partitions": [{"partitionId": 1, "role": "follower"}]}]}):
            self.assertFalse(zeebe.has_leader(topology))


class CacheTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        patch = mock.patch.dict("os.environ", XDG_CACHE_HOME=folder.name)
        patch.start()
        self.addCleanup(patch.stop)

    def test_fills_a_folder_once(self):
        fill = mock.Mock(side_effect=lambda folder: (folder / "jar").write_text("x"))
        for _ in range(2):
            self.assertEqual((cache.keep("jars", fill) / "jar").read_text(), "x")
        fill.assert_called_once()

    def test_keeps_nothing_of_a_download_that_failed(self):
        def fail(folder):
            (folder / "half").write_text("x")
            raise cache.Unavailable("no network")

        with self.assertRaises(cache.Unavailable):
            cache.keep("jars", fail)
        self.assertEqual([path.name for path in cache.root().iterdir()], [".jars.lock"])

    def test_says_what_cannot_be_fetched(self):
        with self.assertRaisesRegex(cache.Unavailable, "no-such-command is not installed"):
            cache.run(["no-such-command"])


class NetTest(unittest.TestCase):
    def test_never_gives_the_same_port_twice(self):
        self.assertEqual(len({net.free_port() for _ in range(50)}), 50)


class WaitTest(unittest.TestCase):
    def test_says_what_did_not_happen(self):
        with self.assertRaisesRegex(wait.TimedOut, "snow: not within 0 s"):
            wait.wait_until("snow", lambda: False, 0)


class ChildTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.log = Path(folder.name) / "log"

    def test_tells_a_kill_from_an_exit(self):
        self.assertEqual(Child(["sleep", "60"], self.log).kill(), -signal.SIGKILL)
        self.assertEqual(Child(["sh", "-c", "exit 3"], self.log).wait(10), 3)

    def test_stops_a_child_that_is_paused(self):
        child = Child(["sleep", "60"], self.log)
        child.signal(signal.SIGSTOP)
        self.assertEqual(child.stop(), -signal.SIGTERM)

    def test_dies_with_the_process_that_started_it(self):
        code = ("import os; from brokers.process import Child; "
                f"print(Child(['sleep', '60'], {str(self.log)!r}).pid, flush=True); "
                "os.kill(os.getpid(), 9)")
        done = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parent,
                              capture_output=True, text=True, check=False)
        status = Path(f"/proc/{int(done.stdout)}")
        wait.wait_until("the child is gone", lambda: not _alive(status), 10)


def _alive(process):
    """A zombie that nobody has reaped yet is not alive."""
    try:
        return process.joinpath("stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


if __name__ == "__main__":
    unittest.main()
