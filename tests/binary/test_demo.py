"""`telltale demo`: its figures agree with the generator's, and what it shows says so."""
import html
import os
import pty
import re
import signal
import subprocess
import unittest
import urllib.request

from node import LIMIT_S, ROOT, binary, wait_for

AGREES = "Every figure is what the generator counted"


def run_demo(*flags, **options):
    return subprocess.run([binary(), "demo", *flags], stdin=subprocess.DEVNULL, timeout=60,
                          capture_output=True, text=True, check=False, **options)


def untimed(text):
    """Without the time that it took, and without an instance's number: starts of several keys come
    in whatever order they are answered in."""
    return re.sub(r"instance \d+", "instance N", re.sub(r"in [\d.]+ s\.", "in T.", text))


class Demo(unittest.TestCase):
    def test_agrees_with_the_generator_for_every_seed(self):
        for seed in range(1, 4):
            done = run_demo("--seed", str(seed))
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertIn(AGREES, done.stdout)

    def test_tells_the_story_of_one_episode(self):
        shown = run_demo().stdout
        self.assertRegex(shown, r"[\d,]+ events became \d+ workflows in [\d.]+ s\.")
        self.assertRegex(shown, r"\d\d:\d\d:\d\d  healed: that instance is told back-to-normal")

    def test_shows_what_the_picture_of_the_readme_shows(self):
        self.assertIn("docs/demo.svg", (ROOT / "README.md").read_text(encoding="utf-8"))
        picture = (ROOT / "docs" / "demo.svg").read_text(encoding="utf-8")
        drawn = [html.unescape(line) for line in re.findall(r"<text [^>]*>(.*?)</text>", picture)]
        shown = untimed(run_demo().stdout).split("\n")
        self.assertEqual(drawn[0], "$ ./dev demo")
        for line in drawn[1:]:
            self.assertIn(untimed(line), shown)

    def test_prints_plain_lines_where_nobody_watches(self):
        self.assertNotIn("\r", run_demo().stdout)

    def test_writes_over_one_line_on_a_terminal(self):
        master, slave = pty.openpty()
        self.addCleanup(os.close, master)
        process = subprocess.Popen([binary(), "demo"], stdin=slave, stdout=slave, stderr=slave)
        os.close(slave)
        shown = b""
        while chunk := _read(master):
            shown += chunk
        self.assertEqual(process.wait(LIMIT_S), 0)
        self.assertIn(b"\r\x1b[K", shown)
        self.assertIn(AGREES.encode(), shown)

    def test_says_what_is_wrong_where_there_is_no_room(self):
        done = run_demo(env={**os.environ, "TMPDIR": "/proc"})
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("/proc", done.stderr)

    def test_is_kept_until_it_is_asked_to_end(self):
        process = subprocess.Popen([binary(), "demo", "--keep"], stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.kill)
        lines = iter(process.stdout.readline, "")
        kept = next(line for line in lines if line.startswith("It is kept"))
        url = re.search(r"http://\S+/metrics", kept).group()
        with urllib.request.urlopen(url, timeout=LIMIT_S) as answer:
            self.assertIn("telltale_ready 1\n", answer.read().decode())
        process.send_signal(signal.SIGINT)
        wait_for("its end", lambda: process.poll() is not None)
        self.assertEqual(process.returncode, 0)


def _read(terminal):
    """The next bytes of a terminal; empty once its other side has closed."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


if __name__ == "__main__":
    unittest.main()
