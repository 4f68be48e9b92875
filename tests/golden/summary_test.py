"""summary.csv of small scenarios, byte for byte as stored beside them: a change of any model shows here first.
HEADROOM_UPDATE=1 stores what comes out now; the diff then belongs into the commit that explains it."""

import os
import pathlib
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "e2e"))
from program import ProgramTest  # noqa: E402


class Summary(ProgramTest):
    def test_stored(self):
        scenarios = sorted(HERE.glob("*.yaml"))
        self.assertGreaterEqual(len(scenarios), 2)
        for scenario in scenarios:
            with self.subTest(scenario.name):
                self.run_program("run", str(scenario), "-q", "-o", scenario.stem)
                summary = self.files(scenario.stem)["summary.csv"].decode()
                stored = scenario.with_suffix(".csv")
                if os.environ.get("HEADROOM_UPDATE") == "1":
                    stored.write_text(summary, encoding="utf-8")
                self.assertTrue(stored.exists(), "store it with HEADROOM_UPDATE=1")
                self.assertEqual(summary, stored.read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
