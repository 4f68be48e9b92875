"""validate: all errors of all files with their places, warnings, and the verdict."""

import os
import unittest

from program import SCENARIO, ProgramTest

WRONG = SCENARIO.replace("rate: 5/s", "rate: 5").replace("seed: 7", "seeed: 7")


class Validate(ProgramTest):
    def test_good(self):
        self.write("small.yaml")
        result = self.run_program("validate", "small.yaml")
        self.assertTrue(result.stdout.startswith("small.yaml: ok (2 architectures × 2 replications of 10m,"), result)
        self.assertIn("Next: headroom run small.yaml", result.stderr)
        self.assertEqual(self.run_program("validate", "-q", "small.yaml").stdout, "")

    def test_all_errors_with_place_line_and_remedy(self):
        self.write("wrong.yaml", WRONG)
        result = self.run_program("validate", "wrong.yaml", expect=3)
        self.assertEqual(result.stdout, "")
        self.assertIn("wrong.yaml:7:1: seeed: ", result.stderr)
        self.assertIn("did you mean 'seed'?", result.stderr)
        self.assertIn("wrong.yaml:8:33: workload.rate: ", result.stderr)
        self.assertIn("  seeed: 7\n  ^\n", result.stderr)
        self.assertIn("wrong.yaml: 2 errors\n", result.stderr)

    def test_several_files(self):
        self.write("good.yaml")
        self.write("wrong.yaml", WRONG)
        result = self.run_program("validate", "good.yaml", "wrong.yaml", "missing.yaml", expect=3)
        self.assertIn("good.yaml: ok", result.stdout)
        self.assertIn("wrong.yaml:7:1", result.stderr)
        self.assertIn("missing.yaml: no such file", result.stderr)
        self.run_program("validate", "good.yaml", "missing.yaml", expect=3)
        self.run_program("validate", ".", expect=3)
        if os.geteuid() != 0:  # nothing is unreadable to root
            self.write("locked.yaml").chmod(0)
            self.run_program("validate", "good.yaml", "locked.yaml", expect=1)

    def test_json(self):
        self.write("good.yaml")
        self.write("wrong.yaml", WRONG)
        told = self.json_of(self.run_program("validate", "--json", "good.yaml", "wrong.yaml", "missing.yaml", expect=3))
        self.assertFalse(told["ok"])
        good, wrong, missing = told["files"]
        self.assertEqual((good["ok"], good["diagnostics"]), (True, []))
        self.assertEqual([(d["line"], d["column"], d["path"]) for d in wrong["diagnostics"]],
                         [(7, 1, "seeed"), (8, 33, "workload.rate")])
        self.assertIn("no such file", missing["diagnostics"][0]["message"])

    def test_warnings(self):
        # A mean over ten minutes of a day is not the mean that was asked for.
        self.write("short.yaml", SCENARIO.replace("{kind: poisson, rate: 5/s}",
                                                  "{kind: diurnal, rate: 5/s, peak_to_mean: 2}"))
        result = self.run_program("validate", "short.yaml")
        self.assertIn("short.yaml:8:1: warning: workload: duration ", result.stderr)
        self.assertIn("; 1 warning)", result.stdout)
        self.assertIn("short.yaml: 1 error\n", self.run_program("validate", "--werror", "short.yaml", expect=3).stderr)
        told = self.json_of(self.run_program("validate", "--json", "short.yaml"))
        self.assertEqual([d["severity"] for d in told["files"][0]["diagnostics"]], ["warning"])

    def test_overrides(self):
        self.write("small.yaml")
        result = self.run_program("validate", "small.yaml", "--set", "workload.rat=5/s", expect=3)
        self.assertIn("--set workload.rat=5/s: ", result.stderr)
        self.assertIn("did you mean 'rate'?", result.stderr)
        result = self.run_program("validate", "small.yaml", "--only", "lamda", expect=3)
        self.assertIn("--only lamda: there is no architecture 'lamda'; did you mean 'lambda'?", result.stderr)

    def test_colour_only_when_asked(self):
        self.write("wrong.yaml", WRONG)
        self.assertNotIn("\x1b", self.run_program("validate", "wrong.yaml", expect=3).stderr)
        self.assertIn("\x1b[", self.run_program("validate", "wrong.yaml", "--color", "always", expect=3).stderr)

    def test_prices(self):
        self.write("small.yaml")
        result = self.run_program("validate", "small.yaml", "--prices", "nowhere", expect=3)
        self.assertIn("nowhere: no such folder of prices", result.stderr)
        (self.folder / "empty").mkdir()
        result = self.run_program("validate", "small.yaml", "--prices", "empty", expect=3)
        self.assertIn("the prices in empty can't be used", result.stderr)


if __name__ == "__main__":
    unittest.main()
