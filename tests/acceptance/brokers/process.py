"""A child process that cannot outlive the test run, with the signals that fault tests need.

Every child leads its own process group, which is signalled as a whole. When the run ends in any
way, be it kill -9, the kernel kills the child (PR_SET_PDEATHSIG). That signal belongs to the
thread that started the child, so children are started from the main thread.
"""
import atexit
import ctypes
import os
import signal
import subprocess

PR_SET_PDEATHSIG = 1
STOP_LIMIT_S = 40  # a broker flushes and leaves within seconds; telltale's own limit is 30 s

_libc = ctypes.CDLL(None, use_errno=True)
_running = set()


def _bind_to_parent(parent_pid):
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent_pid:  # the parent died before the line above took effect
        os._exit(1)


class Child:
    """One started process. `log` receives stderr, and stdout too unless `out` is given."""

    def __init__(self, argv, log, out=None, env=None, cwd=None):
        parent = os.getpid()
        with open(log, "ab") as err, open(out or log, "ab") as stdout:
            self._process = subprocess.Popen(
                [str(arg) for arg in argv], stdin=subprocess.DEVNULL, stdout=stdout, stderr=err,
                env={**os.environ, **(env or {})}, cwd=cwd, start_new_session=True,
                preexec_fn=lambda: _bind_to_parent(parent))
        self.log = log
        _running.add(self)

    @property
    def pid(self):
        return self._process.pid

    def exit_code(self):
        """Returns None while it runs, else its exit code; -9 after SIGKILL."""
        code = self._process.poll()
        if code is not None:
            _running.discard(self)
        return code

    def alive(self):
        return self.exit_code() is None

    def signal(self, number):
        """Sends a signal to the whole group; nothing happens if it has ended."""
        if self.alive():
            os.killpg(self.pid, number)

    def wait(self, limit_s):
        """Returns the exit code, or raises subprocess.TimeoutExpired."""
        self._process.wait(limit_s)
        return self.exit_code()

    def kill(self):
        """kill -9, and waits until it is gone."""
        self.signal(signal.SIGKILL)
        return self.wait(STOP_LIMIT_S)

    def stop(self, limit_s=STOP_LIMIT_S):
        """SIGTERM, and SIGKILL if that is not heeded; returns the exit code."""
        self.signal(signal.SIGCONT)  # a stopped process cannot heed anything
        self.signal(signal.SIGTERM)
        try:
            return self.wait(limit_s)
        except subprocess.TimeoutExpired:
            return self.kill()


def tail(path, lines=20):
    """Returns the last lines of a log, for a message about why something died."""
    try:
        with open(path, "rb") as log:
            log.seek(max(0, os.path.getsize(path) - 16384))
            return "\n".join(log.read().decode("utf-8", "replace").splitlines()[-lines:])
    except FileNotFoundError:
        return "(no log)"


def _kill_all():
    for child in list(_running):
        child.signal(signal.SIGKILL)


atexit.register(_kill_all)
