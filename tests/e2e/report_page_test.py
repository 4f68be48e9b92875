"""The report of a small run, opened in a real browser: light, dark, on a phone, without scripts, printed."""

import sys
import unittest

import report_screenshots
from program import ProgramTest


class ReportPage(ProgramTest):
    def test_report_of_a_small_run(self):
        self.write("small.yaml")
        self.run_program("run", "small.yaml", "--out", "out")
        report, pictures = self.folder / "out" / "report.html", self.folder / "pictures"
        self.assertEqual(report_screenshots.failures_of_report(report, pictures), [])
        self.assertEqual(sorted(path.stem for path in pictures.glob("*.png")), sorted(report_screenshots.VIEWS))

        # And a page that has lost its data does not pass.
        whole = report.read_text(encoding="utf-8")
        broken = whole.replace('id="data"', 'id="elsewhere"')
        self.assertNotEqual(broken, whole)
        report.write_text(broken, encoding="utf-8")
        failures = report_screenshots.failures_of_report(report, self.folder / "pictures", views=("phone",))
        self.assertIn("phone: no script fails", failures)


if __name__ == "__main__":
    if report_screenshots.chromium() is None:
        print("no Chromium: skipped")
        sys.exit(77)
    unittest.main()
