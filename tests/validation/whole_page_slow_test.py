"""docs/validation.md and its pictures, written anew, are those of the repository, byte for byte."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
DOCS = pathlib.Path(os.environ["HEADROOM_SOURCE"]) / "docs"


def pictures(folder: pathlib.Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "images" / "validation").glob("*.svg")}


class WholePage(unittest.TestCase):
    maxDiff = None

    def test_written_anew_it_is_the_same(self):
        with tempfile.TemporaryDirectory(prefix="headroom-validation-") as name:
            out = pathlib.Path(name)
            subprocess.run([sys.executable, str(HERE / "generate.py"), "--out", name], check=True)
            self.assertMultiLineEqual((DOCS / "validation.md").read_text(encoding="utf-8"),
                                      (out / "validation.md").read_text(encoding="utf-8"))
            self.assertEqual(sorted(pictures(DOCS)), sorted(pictures(out)))
            for picture, bytes_of in pictures(out).items():
                self.assertTrue(pictures(DOCS)[picture] == bytes_of, f"{picture} differs")


if __name__ == "__main__":
    unittest.main()
