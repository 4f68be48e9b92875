"""compare: paired differences of a scenario, of stored results, and of two runs."""

import csv
import statistics
import unittest

from program import SCENARIO, ProgramTest

FIVE = SCENARIO.replace("replications: 2", "replications: 5")


class Compare(ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("small.yaml", FIVE)

    def costs(self, out: str, architecture: str) -> list[float]:
        with (self.folder / out / "replications.csv").open(newline="") as table:
            return [float(row["value"]) for row in csv.DictReader(table)
                    if (row["architecture"], row["metric"]) == (architecture, "cost_usd_per_month")]

    def test_precision_says_how_many_replications_are_paired(self):
        self.write("many.yaml", FIVE.replace("replications: 5", "replications: 40"))
        told = self.json_of(self.run_program("compare", "many.yaml", "--json", "--precision", "20%",
                                             "--precision-of", "cost_usd_per_month"))
        self.assertEqual(told["replications"], 10)
        self.run_program("run", "small.yaml", "-q", "-o", "kept")
        self.refused("compare", "kept", "--precision", "5%", says="stored results stay as they are")

    def test_scenario_and_its_results_say_the_same(self):
        fresh = self.run_program("compare", "small.yaml")
        self.assertEqual([path.name for path in self.folder.iterdir()], ["small.yaml"])
        self.assertIn("lambda less ec2", fresh.stdout)
        self.assertIn("exploratory", fresh.stdout)
        self.assertIn("Next: headroom run small.yaml", fresh.stderr)
        self.run_program("run", "small.yaml", "-q", "-o", "out")
        before = self.files("out")
        self.assertEqual(self.run_program("compare", "out").stdout, fresh.stdout)
        self.assertEqual(self.files("out"), before)

    def test_json(self):
        self.run_program("run", "small.yaml", "-q", "-o", "out")
        told = self.json_of(self.run_program("compare", "out/", "--json"))
        self.assertEqual((told["between"], told["seed"], told["replications"]), ("architectures", 7, 5))
        (pair,) = told["pairs"]
        self.assertEqual((pair["first"], pair["second"]), ("ec2", "lambda"))
        cost = pair["metrics"]["cost_usd_per_month"]
        differences = [b - a for a, b in zip(self.costs("out", "ec2"), self.costs("out", "lambda"), strict=True)]
        mean = statistics.fmean(differences)
        half = 2.776445105 * statistics.stdev(differences) / 5 ** 0.5  # Student's t with 4 degrees of freedom
        self.assertAlmostEqual(cost["difference"], mean, delta=1e-6)
        self.assertAlmostEqual(cost["ci95_low"], mean - half, delta=1e-6)
        self.assertAlmostEqual(cost["ci95_high"], mean + half, delta=1e-6)
        self.assertEqual(list(pair["metrics"]), ["cost_usd_per_month", "latency_p50_ms", "latency_p99_ms",
                                                 "cpu_utilisation", "rejected_fraction"])
        self.assertTrue(pair["metrics"]["latency_p99_ms"]["exploratory"])

    def test_an_architecture_against_itself_never_wins(self):
        ec2 = FIVE[FIVE.index("  ec2:"):FIVE.index("  lambda:")]
        self.write("twin.yaml", FIVE.replace("  lambda:", ec2.replace("ec2:", "twin:") + "  lambda:"))
        told = self.json_of(self.run_program("compare", "twin.yaml", "--only", "ec2,twin", "--json"))
        (pair,) = told["pairs"]
        self.assertFalse(pair["cheaper_is_known"])
        self.assertFalse(pair["metrics"]["cost_usd_per_month"]["significant"])
        self.assertEqual(pair["metrics"]["cost_usd_per_month"]["difference"], 0)
        self.assertIn("No significant difference", pair["sentence"])

    def test_two_runs(self):
        self.run_program("run", "small.yaml", "-q", "-o", "slow")
        self.run_program("run", "small.yaml", "-q", "-o", "fast", "--set", "workload.rate=8/s")
        text = self.run_program("compare", "slow", "fast").stdout
        self.assertIn("lambda (fast) less lambda (slow)", text)
        told = self.json_of(self.run_program("compare", "slow", "fast", "--json"))
        self.assertEqual(told["between"], "runs")
        of_lambda = told["pairs"][1]
        self.assertTrue(of_lambda["cheaper_is_known"])
        # 8/s against 5/s, paid by request: 60 % more, and 5 × 3,000 requests make that good to a few per cent.
        self.assertAlmostEqual(of_lambda["metrics"]["cost_usd_per_month"]["relative_difference"], 0.6, delta=0.06)

    def test_what_cannot_be_compared(self):
        self.run_program("run", "small.yaml", "-q", "-o", "seven")
        self.run_program("run", "small.yaml", "-q", "-o", "eight", "--seed", "8")
        self.assertIn("--seed", self.run_program("compare", "seven", "eight", expect=3).stderr)
        self.assertIn("needs two", self.run_program("compare", "small.yaml", "--only", "ec2", expect=3).stderr)
        self.refused("compare", says="FILE|OUT")
        self.refused("compare", "seven", "small.yaml", says="OUT folders")
        self.refused("compare", "seven", "--seed", "3", says="stored results stay as they are")
        self.assertIn("run.json", self.run_program("compare", ".", expect=3).stderr)
        self.assertIn("missing.yaml", self.run_program("compare", "missing.yaml", expect=3).stderr)
        table = self.folder / "seven/replications.csv"
        table.write_text("\n".join(table.read_text().splitlines()[:-3]) + "\n")
        self.assertIn("it is not whole", self.run_program("compare", "seven", expect=3).stderr)


if __name__ == "__main__":
    unittest.main()
