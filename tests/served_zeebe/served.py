"""The model of a Zeebe broker as a process of its own, whose memory survives whoever is killed."""
import json
import signal
import subprocess
from pathlib import Path


class Served:
    """It knows one process: started by the message `s`, interrupted by `b` for its episode.

    `flags` are further ones of served_zeebe_main. `binary` is the telltale of the same build.
    """

    def __init__(self, binary, *flags):
        program = Path(binary).resolve().parent / "tests/served_zeebe/served_zeebe_main"
        self._command = [program, "--start", "s", "--back", "b", "--correlates-on", "episode",
                         *flags]

    def __enter__(self):
        self._process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL,
                                         stdout=subprocess.PIPE, text=True)
        self.address = self._line()["address"]
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()

    def instances(self):
        """All that it ever started, as its program prints them."""
        self._process.send_signal(signal.SIGUSR1)
        return self._line()["instances"]

    def _line(self):
        return json.loads(self._process.stdout.readline())
