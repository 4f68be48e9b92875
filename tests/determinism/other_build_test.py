"""All four ways of running the application give the same bytes on a processor without AVX2 and FMA, in another locale,
and from the release build and this one, whatever this one is. (Threads: tests/e2e/same_bytes_test.py.)"""

import os
import pathlib
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "e2e"))
from program import PROGRAM, ProgramTest  # noqa: E402

RELEASE = os.environ.get("HEADROOM_RELEASE", "")

SCENARIO = (pathlib.Path(__file__).resolve().parent.parent / "golden" / "every_kind.yaml").read_text(encoding="utf-8")


class OtherBuild(ProgramTest):
    def results(self, folder: str, program: str = PROGRAM, **variables: str) -> dict[str, bytes]:
        self.write("scenario.yaml", SCENARIO)
        subprocess.run([program, "run", "scenario.yaml", "-q", "--events", "-o", folder], cwd=self.folder, check=True,
                       env=os.environ | variables, stdout=subprocess.DEVNULL, timeout=600)
        return self.files(folder)

    def same(self, one: dict[str, bytes], other: dict[str, bytes]) -> None:
        self.assertEqual(sorted(one), sorted(other))
        for name in one:
            self.assertEqual(one[name], other[name], name)

    def test_an_older_processor(self):
        # glibc then takes other code paths through its mathematical functions.
        self.same(self.results("native"), self.results("old", GLIBC_TUNABLES="glibc.cpu.hwcaps=-FMA,-AVX2"))

    def test_another_locale(self):
        self.same(self.results("c"), self.results("other", LC_ALL="de_DE.UTF-8", LANG="de_DE.UTF-8"))

    @unittest.skipUnless(RELEASE and pathlib.Path(RELEASE).exists(), "there is no release build")
    @unittest.skipIf(RELEASE and pathlib.Path(RELEASE).exists() and os.path.samefile(RELEASE, PROGRAM),
                     "this is the release build")
    def test_the_release_build(self):
        # Of the same sources, or versions would be compared.
        newest = max(path.stat().st_mtime for folder in ("sim", "models", "scenarios", "reports", "cli")
                     for path in (pathlib.Path(os.environ["HEADROOM_SOURCE"]) / folder).rglob("*.[ch]pp"))
        if pathlib.Path(RELEASE).stat().st_mtime < newest:
            self.skipTest("the release build is older than the sources")
        self.same(self.results("this"), self.results("release", RELEASE))


if __name__ == "__main__":
    unittest.main()
