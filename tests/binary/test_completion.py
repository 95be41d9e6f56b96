"""`telltale completion`: shells accept the scripts, and complete what the verbs have."""
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from node import binary

ASK = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _telltale\n' \
      'printf "%s\\n" "${COMPREPLY[@]}"'


def script(shell):
    return subprocess.run([binary(), "completion", shell], capture_output=True, text=True,
                          timeout=20, check=True).stdout


class CompletionTest(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = Path(holder.name)

    def write(self, shell):
        path = self.folder / f"telltale.{shell}"
        path.write_text(script(shell))
        return str(path)

    def completed(self, *words):
        """What bash offers for the last of `words`."""
        asked = subprocess.run(["bash", "-c", ASK, "bash", self.write("bash"), "telltale", *words],
                               capture_output=True, text=True, timeout=20, check=True,
                               cwd=self.folder)
        self.assertEqual(asked.stderr, "")
        return asked.stdout.split()

    def accepts(self, *command):
        if shutil.which(command[0]) is None:
            self.skipTest(f"there is no {command[0]}")
        checked = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False,
                                 env={**os.environ, "HOME": str(self.folder)})
        self.assertEqual((checked.returncode, checked.stderr), (0, ""))

    def test_bash_accepts_its_script(self):
        self.accepts("bash", "-n", self.write("bash"))

    def test_zsh_accepts_its_script(self):
        self.accepts("zsh", "-n", self.write("zsh"))

    def test_fish_accepts_its_script(self):
        self.accepts("fish", "--no-execute", self.write("fish"))

    def test_verbs_are_completed_and_verbs_under_them(self):
        self.assertEqual(self.completed("chec"), ["check"])
        self.assertEqual(self.completed("config", "s"), ["show", "schema"])
        self.assertEqual(self.completed("completion", "z"), ["zsh"])

    def test_flags_are_those_of_the_verb(self):
        self.assertEqual(self.completed("run", "--log-"), ["--log-format", "--log-level"])
        self.assertEqual(self.completed("config", "show", "--eff"), ["--effective"])
        self.assertEqual(self.completed("version", "--log-"), [])

    def test_values_are_choices_paths_or_left_alone(self):
        (self.folder / "prod.yaml").touch()
        self.assertEqual(self.completed("run", "--output", "st"), ["stdout"])
        self.assertEqual(self.completed("run", "--config", "pro"), ["prod.yaml"])
        self.assertEqual(self.completed("run", "--require-ready", ""), [])

    def test_unknown_shell_is_refused(self):
        refused = subprocess.run([binary(), "completion", "csh"], capture_output=True, text=True,
                                 timeout=20, check=False)
        self.assertEqual((refused.returncode, refused.stdout), (2, ""))
        self.assertIn("bash", refused.stderr)


if __name__ == "__main__":
    unittest.main()
