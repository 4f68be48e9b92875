"""run: results, exit codes, and what is refused."""

import json
import os
import pathlib
import shutil
import unittest

from program import SCENARIO, ProgramTest

FILES = {"effective.yaml", "run.json", "summary.csv", "replications.csv", "timeseries.csv", "timeseries_summary.csv",
         "cost.csv", "fleet.csv", "launches.csv", "usage.csv", "assumptions.csv", "theory.csv", "report.html"}


class Run(ProgramTest):
    def test_table_and_files(self):
        self.write("small.yaml")
        result = self.run_program("run", "small.yaml")
        self.assertIn("Which of the two carries ten minutes of traffic?", result.stdout)
        self.assertIn("Cost per month", result.stdout)
        self.assertNotIn("\x1b", result.stdout + result.stderr)
        self.assertIn("Wrote out/small in", result.stderr)
        self.assertEqual(set(self.files("out/small")), FILES)
        run = json.loads((self.folder / "out/small/run.json").read_text())
        self.assertEqual([a["name"] for a in run["architectures"]], ["ec2", "lambda"])
        self.assertEqual((run["seed"], run["replications"]), (7, 2))

    def test_out_name_is_safe(self):
        self.write("small.yaml", SCENARIO.replace("name: small", "name: ../sly / name"))
        self.run_program("run", "small.yaml", "-q", "--only", "lambda")
        self.assertTrue((self.folder / "out" / "---sly---name" / "run.json").is_file())

    def test_json(self):
        self.write("small.yaml")
        result = self.run_program("run", "small.yaml", "--json", "-o", "there")
        told = self.json_of(result)
        self.assertEqual(told["scenario"], "small")
        metrics = told["architectures"][1]["metrics"]
        self.assertGreater(metrics["requests_completed"]["mean"], 2500)  # 3,000 expected, standard deviation 55
        self.assertLess(metrics["requests_completed"]["mean"], 3500)
        quiet = self.run_program("run", "small.yaml", "--json", "-q", "-o", "there")
        self.assertEqual((quiet.stdout, quiet.stderr), (result.stdout, ""))

    def test_warm_up(self):
        self.write("small.yaml")
        long = ("run", "small.yaml", "--only", "ec2", "--set", "duration=1h", "--replications", "5", "--json")
        run_json = self.folder / "out/small/run.json"
        steady = self.run_program(*long)
        self.assertIn("Warm-up: ", steady.stderr)
        self.assertEqual(json.loads(run_json.read_text())["warm_up_proposal"]["state"], "enough")
        # Five requests a second of a minute of CPU each, on a group of one instance: the queue grows for ever.
        grows = self.run_program(*long, "--set", "application.request=[{container: app, cpu_time: 60s}]",
                                 "--set", "architectures.ec2.scaling={kind: fixed, replicas: 1}", "--overwrite",
                                 expect=4)
        self.assertIn("not of a steady state", grows.stderr)
        self.assertEqual(set(self.files("out/small")), FILES)
        self.assertIn("Exit code 4", self.run_program("run", "--help").stdout)
        run = json.loads(run_json.read_text())
        self.assertEqual(run["warm_up_proposal"]["state"], "never_settled")
        self.assertIn(run["warm_up_proposal"]["sentence"], run["warnings"])
        crowd = self.run_program("run", "small.yaml", "--set", "workload={kind: diurnal, rate: 5/s, peak_to_mean: 2}",
                                 "--overwrite")
        self.assertNotIn("Warm-up: ", crowd.stderr)
        self.assertIsNone(json.loads(run_json.read_text())["warm_up_proposal"])

    def test_quiet(self):
        self.write("small.yaml")
        result = self.run_program("run", "small.yaml", "--quiet")
        self.assertEqual((result.stdout, result.stderr), ("", ""))

    def test_colour(self):
        self.write("small.yaml")
        always = self.run_program("run", "small.yaml", "--color", "always", NO_COLOR="1")
        self.assertIn("\x1b[", always.stdout)
        self.assertNotIn("\x1b", self.run_program("run", "small.yaml", "--color", "never").stdout)

    def test_ascii_where_the_locale_is_not_utf8(self):
        self.write("small.yaml")
        result = self.run_program("run", "small.yaml", LANG="C")
        self.assertTrue(result.stdout.isascii(), result.stdout)
        self.assertTrue(self.run_program("run", "--help", LANG="C").stdout.isascii())

    def test_other_prices_are_another_scenario(self):
        self.write("small.yaml")
        book = pathlib.Path(os.environ["HEADROOM_SOURCE"]) / "models/pricing/book"
        shutil.copytree(book, self.folder / "book")
        run = ("run", "small.yaml", "-q", "--only", "lambda")
        self.run_program(*run)
        self.assertIn("--overwrite", self.run_program(*run, "--prices", "book", expect=2).stderr)
        hashes = []
        for name, request in (("one", ",0.0000002,"), ("two", ",0.0000002,"), ("dearer", ",0.0000004,")):
            table = self.folder / "book/lambda.csv"
            table.write_text(table.read_text().replace(",0.0000002,", request))
            self.run_program(*run, "--prices", "book", "-o", name)
            hashes.append(json.loads((self.folder / name / "run.json").read_text())["scenario_hash"])
        self.assertEqual(hashes[0], hashes[1])
        self.assertNotEqual(hashes[0], hashes[2])

    def test_overrides(self):
        self.write("small.yaml")
        told = self.json_of(self.run_program("run", "small.yaml", "--json", "--only", "lambda", "--seed", "3",
                                             "--replications", "1", "--set", "architectures.lambda.memory=3GiB"))
        self.assertEqual((told["seed"], told["replications"]), (3, 1))
        self.assertEqual([a["name"] for a in told["architectures"]], ["lambda"])
        self.assertIn("memory: 3GiB", (self.folder / "out/small/effective.yaml").read_text())

    def test_precision(self):
        self.write("small.yaml")
        run = ("run", "small.yaml", "--json", "--precision", "1%")
        told = self.json_of(self.run_program(*run, "-o", "one", "--threads", "1"))
        self.assertGreater(told["replications"], 10)
        self.assertLess(told["replications"], 100)
        for architecture in told["architectures"]:
            cost = architecture["metrics"]["cost_usd_per_month"]
            self.assertEqual(cost["replications"], told["replications"])
            self.assertLessEqual((cost["ci95_high"] - cost["ci95_low"]) / 2, 0.01 / 1.01 * cost["mean"])
        self.run_program(*run, "-o", "two", "--threads", "3")
        self.assertEqual(self.files("one"), self.files("two"))
        fixed = self.json_of(self.run_program("run", "small.yaml", "--json", "-o", "fixed", "--replications",
                                              str(told["replications"])))
        self.assertEqual(fixed["architectures"], told["architectures"])
        coarse = self.json_of(self.run_program(*run[:-1], "0.5", "-o", "coarse"))
        self.assertEqual(coarse["replications"], 10)
        self.assertEqual(told["precision"], {"relative": 0.01, "metrics": [
            "cost_usd_per_month", "latency_p99_ms", "availability"]})
        self.assertIsNone(fixed["precision"])

    def test_precision_of_chosen_metrics(self):
        self.write("small.yaml")
        run = ("run", "small.yaml", "--json", "--precision", "3%")
        told = self.json_of(self.run_program(*run, "--precision-of", "latency_mean_ms,cpu_utilisation", "-o", "two"))
        self.assertEqual(told["precision"]["metrics"], ["latency_mean_ms", "cpu_utilisation"])
        for architecture in told["architectures"]:
            mean = architecture["metrics"]["latency_mean_ms"]
            self.assertLessEqual((mean["ci95_high"] - mean["ci95_low"]) / 2, 0.03 / 1.03 * mean["mean"])
        self.refused(*run, "--precision-of", "latency_p99", "-o", "no", says="did you mean 'latency_p99_ms'?")
        self.refused(*run, "--precision-of", "replicas_max", "-o", "no", says="no metric with an interval")
        self.refused("run", "small.yaml", "--precision-of", "latency_mean_ms", "-o", "no", says="that is missing")

    def test_precision_that_is_not_reached(self):
        self.write("small.yaml")
        told = self.json_of(self.run_program("run", "small.yaml", "--json", "--precision", "0.1%",
                                             "--replications", "11"))
        self.assertEqual(told["replications"], 11)
        self.assertRegex("\n".join(told["warnings"]), r"lambda: cost_usd_per_month reached a precision of \S+ % in 11 ")
        self.refused("run", "small.yaml", "--precision", "1%", "--replications", "9", "-o", "few",
                     says="at least 10 replications")
        for wrong in ("0", "1", "5", "100%", "-1%", "x", "nan"):
            self.refused("run", "small.yaml", f"--precision={wrong}", says="--precision is a share above 0")

    def test_events_on_request(self):
        self.write("small.yaml")
        self.run_program("run", "small.yaml", "-q", "--events")
        self.assertEqual(set(self.files("out/small")), FILES | {"events.csv"})

    def test_dry_run_writes_nothing(self):
        self.write("small.yaml")
        text = self.run_program("run", "small.yaml", "--dry-run").stdout
        self.assertIn("2 architectures × 2 replications of 10m, 4 runs", text)
        self.assertIn("About 14,400 requests", text)  # 4 runs of 12 min at 5/s
        told = self.json_of(self.run_program("run", "small.yaml", "--dry-run", "--json"))
        self.assertEqual((told["runs"], told["expected_requests"], told["out"]), (4, 14400, "out/small"))
        self.assertFalse((self.folder / "out").exists())

    def test_bad_scenario(self):
        self.write("wrong.yaml", SCENARIO.replace("duration: 10min", "duration: 10"))
        result = self.run_program("run", "wrong.yaml", expect=3)
        self.assertIn("wrong.yaml:4:11: duration: ", result.stderr)
        self.assertEqual(result.stdout, "")
        self.write("empty.yaml", "")
        self.run_program("run", "empty.yaml", expect=3)
        self.assertFalse((self.folder / "out").exists())

    def test_warnings(self):
        self.write("short.yaml", SCENARIO.replace("{kind: poisson, rate: 5/s}",
                                                  "{kind: diurnal, rate: 5/s, peak_to_mean: 2}"))
        result = self.run_program("run", "short.yaml")
        self.assertIn("short.yaml:8:1: warning: workload: ", result.stderr)
        self.assertNotIn("warning", result.stdout)
        run = json.loads((self.folder / "out/small/run.json").read_text())
        self.assertEqual(len(run["warnings"]), 1)
        self.assertTrue(run["warnings"][0].startswith("workload: duration "), run["warnings"])
        self.assertIn("warning: workload: duration ", self.run_program("report", "out/small").stdout)

    def test_missing_file(self):
        self.assertIn("missing.yaml: no such file", self.run_program("run", "missing.yaml", expect=3).stderr)
        self.assertIn("is a folder", self.run_program("run", ".", expect=3).stderr)

    def test_another_scenarios_results_are_kept(self):
        self.write("small.yaml")
        self.run_program("run", "small.yaml", "-q")
        before = self.files("out/small")
        result = self.run_program("run", "small.yaml", "--seed", "8", expect=2)
        self.assertIn("--overwrite", result.stderr)
        self.assertEqual(self.files("out/small"), before)
        self.run_program("run", "small.yaml", "-q")  # the same scenario may come again
        self.assertEqual(self.files("out/small"), before)
        self.run_program("run", "small.yaml", "-q", "--seed", "8", "--overwrite")
        self.assertNotEqual(self.files("out/small"), before)

    def test_out_that_cannot_be_written(self):
        self.write("small.yaml")
        self.write("file", "in the way")
        for out in ("file", "file/below", "/proc/headroom"):
            result = self.run_program("run", "small.yaml", "-o", out, expect=1)
            self.assertIn(out, result.stderr)
        self.assertEqual((self.folder / "file").read_text(), "in the way")

    def test_check(self):
        self.write("small.yaml", SCENARIO + "slo: {latency_p99: 1s}\n")
        self.run_program("run", "small.yaml", "-q", "--check")
        result = self.run_program("run", "small.yaml", "-q", "--check", "--overwrite", "--set", "slo.latency_p99=1ms",
                                  expect=4)
        self.assertIn("slo missed: ec2 answers 99 % of the requests within", result.stderr)
        self.assertIn("slo missed: lambda", result.stderr)
        self.assertEqual(set(self.files("out/small")), FILES)
        self.run_program("run", "small.yaml", "-q", "--overwrite", "--set", "slo.latency_p99=1ms")

    def test_report(self):
        self.write("small.yaml")
        table = self.run_program("run", "small.yaml").stdout
        before = self.files("out/small")
        (self.folder / "out/small/report.html").unlink()
        self.assertEqual(self.run_program("report", "out/small").stdout, table)
        self.assertEqual(self.files("out/small"), before)
        self.assertIn("run.json", self.run_program("report", "nowhere", expect=3).stderr)
        (self.folder / "out/small/run.json").write_text("{}")
        self.assertIn("run.json", self.run_program("report", "out/small", expect=3).stderr)


if __name__ == "__main__":
    unittest.main()
