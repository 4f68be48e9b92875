"""Help, and what the program answers to a wrong command line."""

import unittest

from program import ProgramTest

COMMANDS = ("init", "validate", "run", "compare", "report", "list", "explain", "schema", "docs", "version")


class Usage(ProgramTest):
    def test_help_of_the_program(self):
        shown = self.run_program().stdout
        for words in (["help"], ["--help"], ["-h"], ["help", "--help"]):
            self.assertEqual(self.run_program(*words).stdout, shown)
        for command in COMMANDS:
            self.assertIn(f"\n  {command} ", shown)

    def test_help_of_every_command_leads_with_examples(self):
        for command in COMMANDS:
            shown = self.run_program("help", command).stdout
            self.assertLess(shown.index("Examples"), shown.index("Options"))
            self.assertIn(f"  headroom {command}", shown)
            self.assertEqual(self.run_program(command, "--help").stdout, shown)
            self.assertEqual(self.run_program(command, "-h").stdout, shown)
            self.assertTrue(all(len(line) <= 100 for line in shown.splitlines()), shown)

    def test_unknown_command(self):
        self.refused("rnu", "x.yaml", says="there is no command 'rnu'; did you mean 'run'?")
        self.refused("swept", says="there is no command 'swept'")
        self.refused("help", "valdate", says="did you mean 'validate'?")
        self.refused("", says="there is no command ''")

    def test_unknown_option(self):
        self.refused("run", "x.yaml", "--replicatons", "3", says="--replicatons; did you mean --replications?")
        self.refused("run", "x.yaml", "--replicatons=3", says="did you mean --replications?")
        self.refused("run", "x.yaml", "-x", says="unknown option -x")
        self.refused("run", "x.yaml", "--over", says="unknown option --over")  # no guessing from prefixes
        self.refused("docs", "--json", says="unknown option --json")
        self.refused("--quiet", "run", "x.yaml", says="options come after it")

    def test_values_of_options(self):
        self.refused("run", "x.yaml", "--out", says="--out needs a value: --out DIR")
        self.refused("run", "x.yaml", "--dry-run=yes", says="--dry-run takes no value")
        self.refused("run", "x.yaml", "--seed", "1", "--seed", "2", says="--seed is given more than once")
        self.refused("run", "x.yaml", "--color", "alwys", says="did you mean 'always'?")
        self.write("x.yaml")
        self.refused("run", "x.yaml", "--replications", "0", says="--replications is a whole number from 1")
        self.refused("run", "x.yaml", "--replications", "2.5", says="not '2.5'")
        self.refused("run", "x.yaml", "--seed", "-1", says="--seed is a whole number from 0")
        self.refused("run", "x.yaml", "--threads", "0", says="--threads is a whole number from 1")
        self.refused("run", "x.yaml", "--set", "workload.rate", says="--set needs PATH=VALUE")
        self.refused("run", "x.yaml", "--only", "ec2,,lambda", says="empty name")

    def test_arguments_are_never_dropped(self):
        self.refused("run", says="headroom run FILE")
        self.refused("run", "x.yaml", "junk", says="'junk' is one argument too many")
        self.refused("validate", says="headroom validate FILE...")
        self.refused("report", says="headroom report OUT")
        self.refused("report", "a", "b", says="'b' is one argument too many")
        self.refused("init", "a", "b", says="'b' is one argument too many")
        self.refused("list", "compute", "b", says="'b' is one argument too many")
        self.refused("explain", says="headroom explain NAME")
        self.refused("explain", "lambda", "b", says="'b' is one argument too many")
        for command in ("schema", "docs", "version"):
            self.refused(command, "junk", says="'junk' is one argument too many")

    def test_every_mistake_names_the_help(self):
        self.assertIn("See: headroom run --help", self.run_program("run", expect=2).stderr)
        self.assertIn("See: headroom help", self.run_program("rnu", expect=2).stderr)


if __name__ == "__main__":
    unittest.main()
