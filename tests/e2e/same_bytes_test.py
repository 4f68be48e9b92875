"""The same scenario gives the same bytes: at any number of threads, and from its own effective.yaml."""

import unittest

from program import SCENARIO, ProgramTest

COUNTS = "period,count\n" + "".join(f"2026-01-01 00:{minute:02}:00,{200 + 7 * minute}\n" for minute in range(30))


class SameBytes(ProgramTest):
    def test_threads(self):
        self.write("small.yaml", SCENARIO.replace("replications: 2", "replications: 5"))
        self.run_program("run", "small.yaml", "-q", "--events", "-o", "one", "--threads", "1")
        one = self.files("one")
        for threads in ("2", "7"):
            self.run_program("run", "small.yaml", "-q", "--events", "-o", threads, "--threads", threads)
            self.assertEqual(self.files(threads), one)

    def test_rates_at_any_threads_and_on_a_lesser_processor(self):
        """glibc's own log and exp take other code paths there; rates depend on ours alone."""
        self.write("small.yaml", SCENARIO.replace("replications: 2", "replications: 5"))
        options = ("-q", "--events", "--fidelity", "fluid", "--only", "ec2")
        self.run_program("run", "small.yaml", *options, "-o", "one", "--threads", "1")
        self.run_program("run", "small.yaml", *options, "-o", "four", "--threads", "4")
        lesser = {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-FMA,-AVX2,-FMA4"}
        self.run_program("run", "small.yaml", *options, "-o", "lesser", **lesser)
        self.assertEqual(self.files("four"), self.files("one"))
        self.assertEqual(self.files("lesser"), self.files("one"))
        self.assertIn(b'"fidelity": "fluid"', self.files("one")["run.json"])

    def test_what_is_printed(self):
        self.write("small.yaml")
        one = self.run_program("run", "small.yaml", "-o", "a", "--threads", "1").stdout
        self.assertEqual(self.run_program("run", "small.yaml", "-o", "b", "--threads", "2").stdout, one)

    def test_effective_yaml_fed_back(self):
        self.write("small.yaml")
        self.run_program("run", "small.yaml", "-q", "-o", "first", "--set", "workload.rate=6/s", "--seed", "11")
        self.run_program("run", "first/effective.yaml", "-q", "-o", "second")
        first, second = self.files("first"), self.files("second")
        self.assertEqual(first["effective.yaml"], second["effective.yaml"])
        self.assertEqual(first, second)

    def test_effective_yaml_takes_its_data_along(self):
        self.write("counts/traffic.csv", COUNTS)
        scenario = SCENARIO.replace("{kind: poisson, rate: 5/s}", "{kind: counts, file: counts/traffic.csv}")
        self.write("small.yaml", scenario)
        self.run_program("run", "small.yaml", "-q", "-o", "first")
        (self.folder / "counts/traffic.csv").unlink()
        self.run_program("run", "first/effective.yaml", "-q", "-o", "second")
        first, second = self.files("first"), self.files("second")
        self.assertEqual(first["data/traffic.csv"], COUNTS.encode())
        for name in ("effective.yaml", "data/traffic.csv", "run.json", "summary.csv", "cost.csv"):
            self.assertEqual(first[name], second[name], name)
        # Into its own folder too, unless that would remove what it reads.
        self.run_program("run", "first/effective.yaml", "-q", "-o", "first")
        self.assertEqual(self.files("first")["summary.csv"], second["summary.csv"])
        self.run_program("run", "first/effective.yaml", "-q", "-o", "first", "--overwrite", "--seed", "1", expect=2)
        self.assertEqual(self.files("first")["data/traffic.csv"], COUNTS.encode())


if __name__ == "__main__":
    unittest.main()
