"""A small tree in a temporary folder, into which a test plants what a check must find."""
import shutil
import tempfile
from pathlib import Path

from tree import CPP, ROOT, Tree


class Planted:
    """Use as `with Planted.copy_of("engine") as tree:`; the folder is gone afterwards."""

    def __init__(self):
        self.root = Path(tempfile.mkdtemp(prefix="telltale-tidy-"))

    @classmethod
    def copy_of(cls, *tops, suffixes=CPP):
        """The files of the real tree under these folders."""
        planted = cls()
        for file in Tree(ROOT).files(*tops, suffixes=suffixes):
            planted.write(file.path, file.text)
        return planted

    def write(self, path, text):
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def add_line(self, path, line):
        """Puts one line at the beginning of a file that is there."""
        self.write(path, f"{line}\n{(self.root / path).read_text(encoding='utf-8')}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.root)
