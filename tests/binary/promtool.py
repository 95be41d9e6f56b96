"""promtool, of Debian's package prometheus: unpacked into the cache, never installed.

    problems(find(), text) -> what `promtool check metrics` says about an exposition; "" is clean
"""
import shutil
import subprocess

from node import ROOT  # noqa: F401  (makes `brokers` found)
from brokers import cache

_FETCH = ('cd "$1" && get() { apt-get -qq download prometheus; } && '
          "{ get || { apt-get -qq update && get; } } && "  # the package lists may be gone, or old
          "dpkg-deb --fsys-tarfile prometheus_*.deb | tar -x ./usr/bin/promtool && "
          "rm prometheus_*.deb")
LIMIT_S = 60


def find():
    """Returns its path; raises cache.Unavailable if it is neither here nor can be fetched."""
    here = shutil.which("promtool")
    if here:
        return here
    fetch = ["bash", "-o", "pipefail", "-c", _FETCH, "bash"]
    return cache.keep("promtool", lambda folder: cache.run([*fetch, folder])) / "usr/bin/promtool"


def problems(promtool, text):
    checked = subprocess.run([promtool, "check", "metrics"], input=text, text=True, timeout=LIMIT_S,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if checked.returncode == 0:
        return checked.stdout
    return checked.stdout or f"exit code {checked.returncode}"
