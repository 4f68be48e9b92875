"""list, explain, schema, docs, version: what the program tells of itself and of a scenario."""

import json
import subprocess
import unittest

from program import PROGRAM, ProgramTest


class Catalogue(ProgramTest):
    def test_version(self):
        text = self.run_program("version").stdout
        told = self.json_of(self.run_program("version", "--json"))
        self.assertTrue(text.startswith(f"headroom {told['version']} "), text)
        self.assertIn(told["price_book_date"], text)
        self.assertIn("us-east-1", told["regions"])
        self.assertEqual(self.run_program("--version").stdout, text)

    def test_list(self):
        text = self.run_program("list").stdout
        families = self.json_of(self.run_program("list", "--json"))["families"]
        for family in families:
            self.assertIn(f"{family['name']}: ", text)
            self.assertTrue(family["entries"], family)
        compute = self.run_program("list", "compute").stdout
        for kind in ("ec2_asg", "ecs", "lambda"):
            self.assertIn(f"\n  {kind} ", compute)
        self.assertIn("m7i.large", self.run_program("list", "instance_type").stdout)
        self.assertIn("Bursty load", self.run_program("list", "workload").stdout)
        fidelities = {entry["name"]: entry["fidelities"]
                      for family in families if family["name"] in ("workload", "compute")
                      for entry in family["entries"]}
        self.assertEqual(fidelities["ecs"], "requests, fluid")
        self.assertTrue(fidelities["closed"].startswith("requests only: its users"))
        self.assertTrue(fidelities["lambda"].startswith("requests, fluid; requests only with `invocation_type: event`"))
        self.refused("list", "computer", says="did you mean 'compute'?")

    def test_every_listed_kind_is_explained(self):
        for family in self.json_of(self.run_program("list", "--json"))["families"]:
            if family["name"] in ("instance_type", "region"):
                continue
            for entry in family["entries"]:
                self.assertIn(entry["name"], self.run_program("explain", entry["name"]).stdout)

    def test_explain_name(self):
        text = self.run_program("explain", "lambda").stdout
        self.assertIn("memory", text)
        self.assertIn("Source:", text)
        self.refused("explain", "lamda", says="did you mean 'lambda'?")
        self.refused("explain", "lambda", "--json", says="headroom explain FILE")

    def test_explain_scenario(self):
        self.write("small.yaml")
        text = self.run_program("explain", "small.yaml").stdout
        self.assertIn("Which of the two carries ten minutes of traffic?", text)
        self.assertIn("10m of poisson traffic, 5/s on average", text)
        self.assertIn("0.100 vCPU", text)  # 5/s x 20 ms
        self.assertIn("(unverified)", text)
        told = self.json_of(self.run_program("explain", "small.yaml", "--json"))
        self.assertAlmostEqual(told["expected"]["requests"], 3000)
        self.assertAlmostEqual(told["expected"]["mean_vcpu"], 0.1)
        self.assertEqual([entry["name"] for entry in told["architectures"]], ["ec2", "lambda"])
        values = {value["path"]: value for value in told["values"]}
        self.assertFalse(values["workload.rate"]["default"])
        self.assertTrue(values["region"]["default"])
        self.assertEqual(values["region"]["value"], "us-east-1")

    def test_explain_a_part_of_a_scenario(self):
        self.write("small.yaml")
        text = self.run_program("explain", "small.yaml", "architectures.lambda").stdout
        self.assertIn("1769MiB", text)
        self.assertNotIn("instance_type", text)
        self.refused("explain", "small.yaml", "architectures.lamda", says="did you mean 'architectures.lambda'?")
        changed = self.run_program("explain", "small.yaml", "workload", "--set", "workload.rate=9/s").stdout
        self.assertIn("9/s", changed)

    def test_explain_a_bad_or_missing_file(self):
        self.assertIn("no such file", self.run_program("explain", "missing.yaml", expect=3).stderr)
        self.write("bad.yaml", "schema: 1\nnmae: x\n")
        self.assertIn("bad.yaml:2:1", self.run_program("explain", "bad.yaml", expect=3).stderr)

    def test_schema_and_docs(self):
        schema = json.loads(self.run_program("schema").stdout)
        self.assertIn("draft-07", schema["$schema"])
        self.assertIn("architectures", schema["properties"])
        docs = self.run_program("docs").stdout
        self.assertTrue(docs.startswith("# "))
        self.assertIn("`warm_up`", docs)

    def test_output_that_cannot_be_written(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([PROGRAM, "schema"], stdout=full, stderr=subprocess.PIPE, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("No space left on device", done.stderr)


if __name__ == "__main__":
    unittest.main()
