"""Downloads, kept in ${XDG_CACHE_HOME:-~/.cache}/telltale, fetched once and then used offline."""
import contextlib
import fcntl
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

FETCH_LIMIT_S = 300
TRIES = 2  # a registry hiccup is not worth a failed run
DEPENDENCY_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1"

_POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>telltale.acceptance</groupId><artifactId>jars</artifactId><version>1</version>
  <packaging>pom</packaging>
  <dependencies>{dependencies}</dependencies>
</project>
"""


class Unavailable(Exception):
    """Something that the brokers need can neither be found nor fetched."""


def root():
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "telltale"


def keep(name, fill):
    """Returns the cached folder `name`; if it is missing, fill(folder) makes it first.

    It appears whole or not at all, and is filled by one process at a time.
    """
    folder = root() / name
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _lock(folder.parent / f".{folder.name}.lock"):
        if not folder.exists():
            with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as temp:
                fresh = Path(temp) / "fresh"
                fresh.mkdir()
                fill(fresh)
                fresh.rename(folder)
    return folder


@contextlib.contextmanager
def _lock(path):
    with open(path, "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def maven_jars(artifacts, folder):
    """Copies artifacts ("group:name:version") and all that they need to run into `folder`."""
    lines = "".join(
        "<dependency><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version>"
        "</dependency>".format(*artifact.split(":")) for artifact in artifacts)
    with tempfile.TemporaryDirectory() as project:
        pom = Path(project) / "pom.xml"
        pom.write_text(_POM.format(dependencies=lines))
        run(["mvn", "-B", "-q", "-f", pom, f"{DEPENDENCY_PLUGIN}:copy-dependencies",
             "-DincludeScope=runtime", f"-DoutputDirectory={folder}"])


def maven_file(artifact, folder):
    """Copies one artifact ("group:name:version:type") into `folder`."""
    run(["mvn", "-B", "-q", f"{DEPENDENCY_PLUGIN}:copy", f"-Dartifact={artifact}",
         f"-DoutputDirectory={folder}", "-Dmdep.useBaseVersion=true"])


def run(argv):
    """Runs one fetching command, again if it fails; raises Unavailable if it does not succeed."""
    argv = [str(arg) for arg in argv]
    if not shutil.which(argv[0]):
        raise Unavailable(f"{argv[0]} is not installed")
    problem = ""
    for _ in range(TRIES):
        try:
            done = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, timeout=FETCH_LIMIT_S, check=False)
        except subprocess.TimeoutExpired:
            problem = f"no answer within {FETCH_LIMIT_S} s"
            continue
        if done.returncode == 0:
            return
        problem = done.stdout.decode("utf-8", "replace")[-1000:]
    raise Unavailable(f"{' '.join(argv)}\n{problem}")
