"""sweep: points, what is wrong with them, break-evens, and the same numbers as run."""

import csv
import io
import unittest

from program import ProgramTest


class Sweep(ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("small.yaml")

    def rows(self, out: str) -> list[dict]:
        return list(csv.DictReader(io.StringIO(self.files(out)["sweep.csv"].decode())))

    def test_a_point_says_what_a_run_there_says(self):
        self.run_program("sweep", "small.yaml", "-q", "-o", "swept", "--vary", "workload.rate=5/s,20/s",
                         "--vary", "architectures.lambda.memory=512MiB,1769MiB")
        rows = self.rows("swept")
        self.assertEqual(list(rows[0])[:3], ["workload.rate", "architectures.lambda.memory", "scenario"])
        self.run_program("run", "small.yaml", "-q", "-o", "run", "--set", "workload.rate=20/s",
                         "--set", "architectures.lambda.memory=512MiB")
        ran = list(csv.DictReader(io.StringIO(self.files("run")["summary.csv"].decode())))
        there = [row for row in rows
                 if (row["workload.rate"], row["architectures.lambda.memory"]) == ("20/s", "512MiB")]
        for row in there:
            del row["workload.rate"], row["architectures.lambda.memory"]
        self.assertEqual(there, ran)
        self.assertEqual(len(rows), 4 * len(ran))

    def test_break_evens_and_threads(self):
        words = ("sweep", "small.yaml", "--vary", "workload.rate=1/s..200/s:log5")
        told = self.run_program(*words, "-o", "one", "--threads", "1")
        self.assertRegex(told.stdout, r"lambda is the cheapest below \[[\d.]+/s, [\d.]+/s\]; ec2 above\.")
        again = self.run_program(*words, "-o", "two", "--threads", "3")
        self.assertEqual(told.stdout, again.stdout)
        self.assertEqual(self.files("one"), self.files("two"))
        json = self.json_of(self.run_program(*words, "-o", "three", "--json"))
        (crossing,) = json["break_evens"]
        self.assertEqual((crossing["before"], crossing["after"]), ("lambda", "ec2"))
        self.assertLess(crossing["low"], crossing["high"])
        # At both of its edges a run says the same: cheaper by 1 % there, and not beyond.
        self.assertEqual(json["points"][0]["cheapest"], "lambda")
        self.assertEqual(json["points"][-1]["cheapest"], "ec2")
        for point in json["points"]:  # what is said of the axis holds at every point of the table
            rate = float(point["values"][0].removesuffix("/s"))
            (here,) = [stretch for stretch in json["stretches"] if stretch["from"] <= rate <= stretch["to"]]
            self.assertLessEqual(set(point["best"]), set(here["best"]))
            self.assertEqual(len(point["best"]) == 1, len(here["best"]) == 1)

    def test_what_is_wrong_is_said_before_anything_runs(self):
        for words, says in ((("small.yaml", "--vary", "workload.rat=1/s,2/s"),
                             "--vary workload.rat=1/s: workload.rat: unknown key 'rat' in poisson; "
                             "did you mean 'rate'?"),
                            (("small.yaml", "--vary", "architectures.ec2.scaling.replicas=-1..4:6"), "too low"),
                            (("missing.yaml", "--vary", "seed=1,2"), "missing.yaml")):
            with self.subTest(words):
                self.assertIn(says, self.run_program("sweep", *words, expect=3).stderr)
        self.refused("sweep", "small.yaml", "--vary", "workload.rate=1/s...10/s:3", says="two dots")
        self.refused("sweep", "small.yaml", "--vary", "seed=1..4:3", says="are not whole: 2.5")
        self.refused("sweep", "small.yaml", says="--vary workload.rate=")
        self.refused("sweep", "small.yaml", "--vary", "workload.rate=1/s..2/s", says="how many values")
        self.refused("sweep", "small.yaml", "--vary", "seed=1,2", "--vary", "seed=3,4", says="varied twice")
        self.assertEqual([path.name for path in self.folder.iterdir()], ["small.yaml"])

    def test_a_star_varies_the_field_where_there_is_one_and_says_where_there_is_none(self):
        told = self.run_program("sweep", "small.yaml", "-q", "-o", "swept", "--vary",
                                "architectures.*.memory=512MiB,1GiB")
        self.assertEqual(len({row["architectures.*.memory"] for row in self.rows("swept")}), 2)
        self.assertNotIn("warning", told.stderr)
        told = self.run_program("sweep", "small.yaml", "-o", "swept", "--vary", "architectures.*.memory=512MiB,1GiB")
        self.assertIn("not everywhere: architectures.ec2: ec2_asg has no 'memory'", told.stderr)
        refused = self.run_program("sweep", "small.yaml", "--vary", "architectures.*.memry=512MiB,1GiB", expect=3)
        self.assertIn("unknown key 'memry' in lambda; did you mean 'memory'?", refused.stderr)
        self.assertIn("unknown key 'memry' in ec2_asg", refused.stderr)

    def test_the_heading_says_how_many_replications_there_were(self):
        varied = self.run_program("sweep", "small.yaml", "--vary", "replications=2,3", "--replications", "5")
        self.assertIn("2 to 3 replications each", varied.stdout)
        self.assertIn("internet egress aside", varied.stdout)

    def test_auto_takes_one_fidelity_for_all_points_by_the_largest(self):
        words = ("sweep", "small.yaml", "--fidelity", "auto", "--set", "duration=6h", "--replications", "2")
        told = self.run_program(*words, "-o", "large", "--vary", "workload.rate=1/s,10000/s")
        self.assertIn("fidelity: fluid", told.stdout)
        self.assertRegex(told.stdout.replace("\n         ", " "),
                         r"warning: fidelity: auto took fluid, for about [\d.e+]+ requests at the largest point")
        self.assertIn("auto took fluid", self.files("large")["sweep.html"].decode())
        fluid = self.json_of(self.run_program("sweep", "small.yaml", "--fidelity", "fluid", "--set", "duration=6h",
                                              "--replications", "2", "-o", "fluid", "--json",
                                              "--vary", "workload.rate=1/s,10000/s"))
        auto = self.json_of(self.run_program(*words, "-o", "json", "--json", "--vary", "workload.rate=1/s,10000/s"))
        self.assertEqual(auto["fidelity"], "fluid")
        self.assertEqual(auto["points"], fluid["points"])
        small = self.json_of(self.run_program(*words, "-o", "small", "--json", "--vary", "workload.rate=1/s,2/s"))
        self.assertEqual(small["fidelity"], "requests")
        self.assertIn("auto took requests", small["warnings"][0])

    def test_what_run_warns_of_is_said_once_with_its_points(self):
        words = ("sweep", "small.yaml", "--fidelity", "fluid", "--vary", "workload.rate=5/s,180/s,190/s")
        said = "ec2 at 180/s, 190/s: fluid: its replicas met a load of 0.9 or more"
        told = self.run_program(*words, "-o", "swept")
        self.assertIn("warning: " + said, told.stdout)
        self.assertIn(said, self.files("swept")["sweep.html"].decode())
        self.assertIn(said, "".join(self.json_of(self.run_program(*words, "-o", "json", "--json"))["warnings"]))
        self.assertNotIn("load of 0.9", self.run_program("sweep", "small.yaml", "--fidelity", "fluid", "-o", "low",
                                                         "--vary", "workload.rate=5/s,6/s").stdout)

    def test_another_scenarios_results_are_replaced_on_demand_only(self):
        vary = ("--vary", "workload.rate=1/s,2/s")
        self.run_program("sweep", "small.yaml", "-q", "-o", "out", *vary)
        self.run_program("run", "small.yaml", "-q", "-o", "out")  # of the same scenario: side by side
        self.assertIn("sweep.csv", self.files("out"))
        other = ("-o", "out", "--seed", "8")
        before = self.files("out")
        for words in (("sweep", "small.yaml", *vary, *other), ("run", "small.yaml", *other)):
            refused = self.run_program(*words, expect=2)
            self.assertIn("holds the results of scenario 'small'", refused.stderr)
            self.assertIn("--overwrite", refused.stderr)
        self.assertEqual(self.files("out"), before)
        self.run_program("sweep", "small.yaml", "-q", "--overwrite", *vary, *other)
        self.assertEqual(sorted(self.files("out")), ["sweep.csv", "sweep.html", "sweep.json"])

    def test_a_dry_run_says_what_would_be_simulated(self):
        words = ("sweep", "small.yaml", "--dry-run", "--vary", "workload.rate=5/s,10/s,15/s")
        told = self.run_program(*words, "-o", "out")
        self.assertIn("small: 3 points, each 2 architectures", told.stdout)
        self.assertIn("; 12 runs", told.stdout)
        self.assertIn("About 86,400 requests would be simulated, warm-up included, and written to out.", told.stdout)
        self.assertIn("Break-evens", told.stdout)
        plan = self.json_of(self.run_program(*words, "--json"))
        self.assertEqual(plan["expected_requests"], 4 * 720 * (5 + 10 + 15))
        self.assertEqual((plan["points"], plan["runs"], plan["out"]), (3, 12, "out/small-sweep"))
        self.assertEqual([path.name for path in self.folder.iterdir()], ["small.yaml"])

    def test_a_sample_is_the_same_again(self):
        words = ("sweep", "small.yaml", "-q", "--sample", "6", "--vary", "workload.rate=1/s..100/s:log2",
                 "--vary", "architectures.lambda.memory=512MiB,1769MiB")
        self.run_program(*words, "-o", "one")
        self.run_program(*words, "-o", "two")
        self.assertEqual(self.files("one"), self.files("two"))
        self.assertEqual(len({row["workload.rate"] for row in self.rows("one")}), 6)


if __name__ == "__main__":
    unittest.main()
