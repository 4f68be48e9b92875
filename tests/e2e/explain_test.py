"""`explain FILE`: what theory says beside the simulated values; the same in the report, also when it is built again."""

import csv
import unittest

from program import SCENARIO, ProgramTest

QUEUE = """\
schema: 1
name: queue
duration: 500s
warm_up: 60s
tick: 100s
replications: 20
seed: 5
workload: {kind: poisson, rate: 70/s}
application:
  containers: {app: {cpu: 1, memory: 64MiB}}
  request: [{container: app, cpu_time: {kind: exponential, mean: 10ms}}]
architectures:
  one: {kind: ec2_asg, instance_type: m7i.large, concurrency: 1, scaling: {kind: fixed, replicas: 1}}
  scaled:
    kind: ec2_asg
    instance_type: m7i.large
    scaling: {kind: target_tracking, metric: cpu, target: 50%, min: 1, max: 3}
"""


class Explain(ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("queue.yaml", QUEUE)

    def test_theory_stands_beside_the_simulation(self):
        text = self.run_program("explain", "queue.yaml").stdout
        for words in ("What theory says", "M/M/1", "Little's law", "Stable (ρ < 1)", "33.333", "simulated", "agrees",
                      "No closed form for waiting here", "(scaling may move it from 1 to 3)", "Kleinrock"):
            self.assertIn(words, text)
        for words in ("outside", "violated", "beyond"):
            self.assertNotIn(words, text)

    def test_json_says_it_all(self):
        told = self.json_of(self.run_program("explain", "queue.yaml", "--json", "--only", "one", "--seed", "9"))
        queue = next(one for one in told["theory"] if one["theory"] == "M/M/1")
        self.assertEqual(queue["architecture"], "one")
        self.assertTrue(all(condition["met"] for condition in queue["conditions"]))
        latency = next(one for one in queue["predictions"] if one["quantity"] == "latency_mean_ms")
        self.assertEqual((latency["kind"], latency["unit"], latency["value"]), ("exact", "ms", 33.3333))
        self.assertEqual((latency["verdict"], latency["simulated"]["replications"]), ("agrees", 20))
        self.assertLess(abs(latency["standard_errors"]), 4)

    def test_theory_alone_simulates_nothing(self):
        alone = self.json_of(self.run_program("explain", "queue.yaml", "--no-run", "--json"))
        predictions = [one for statement in alone["theory"] for one in statement["predictions"]]
        self.assertGreater(len(predictions), 5)
        self.assertFalse(any("simulated" in one or "verdict" in one for one in predictions))
        text = self.run_program("explain", "queue.yaml", "--no-run", "--set", "workload.rate=150/s").stdout
        self.assertIn("load ρ = 1.5. Unstable (ρ ≥ 1)", text)
        self.assertNotIn("agrees", text)

    def test_options_that_do_not_fit(self):
        self.refused("explain", "lambda", "--no-run", says="--no-run is for scenarios")
        self.refused("explain", "lambda", "--seed", "3", says="--seed is for scenarios")
        self.refused("explain", "queue.yaml", "--seed", "x", says="--seed")
        self.refused("explain", "queue.yaml", "--precision", "5%", "--replications", "3", says="at least 10")

    def test_report_has_it_and_keeps_it(self):
        told = self.run_program("run", "queue.yaml", "-o", "out").stdout
        self.assertIn("Theory and simulation: of ", " ".join(told.split()))
        written = self.files("out")
        page = written["report.html"].decode()
        for words in ("What theory says", "M/M/1", "Kleinrock", "agrees", "No closed form for waiting here"):
            self.assertIn(words, page)
        rows = list(csv.DictReader(written["theory.csv"].decode().splitlines()))
        self.assertIn(("one", "latency_mean_ms", "33.3333", "agrees"),
                      [(row["architecture"], row["quantity"], row["value"], row["verdict"]) for row in rows])
        (self.folder / "out" / "report.html").unlink()
        self.run_program("report", "out", "-q")
        self.assertEqual(self.files("out"), written)

        table = self.folder / "out" / "theory.csv"
        table.write_text(written["theory.csv"].decode().replace(",agrees,", ",perhaps,", 1), encoding="utf-8")
        self.assertIn("theory.csv:2: 'perhaps'", self.run_program("report", "out", expect=3).stderr)

    def test_small_scenario_with_a_constant_service(self):
        self.write("small.yaml", SCENARIO)
        text = self.run_program("explain", "small.yaml", "--replications", "5").stdout
        self.assertIn("M/G/∞", text)
        self.assertIn("service is exponential", text)


if __name__ == "__main__":
    unittest.main()
