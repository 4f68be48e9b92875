"""What a newcomer does: init, validate, run."""

import unittest

from program import ProgramTest


class FirstSteps(ProgramTest):
    def test_init_validate_run(self):
        result = self.run_program("init", "shop")
        self.assertIn("Next: headroom run shop/scenario.yaml", result.stderr)
        first = (self.folder / "shop/scenario.yaml").read_text().splitlines()[0]
        self.assertEqual(first, "# yaml-language-server: $schema=scenario.schema.json")
        self.assertEqual((self.folder / "shop/scenario.schema.json").read_text(), self.run_program("schema").stdout)
        self.assertIn("ok (4 architectures", self.run_program("validate", "--werror", "shop/scenario.yaml").stdout)
        table = self.run_program("run", "shop/scenario.yaml", "--replications", "1", "--set", "duration=2h",
                                 "--set", "workload.flash_crowds=[]").stdout
        self.assertIn("Which architecture should carry our shop", table)
        for architecture in ("ec2", "ecs-ec2", "ecs-fargate", "lambda"):
            self.assertIn(architecture, table)

    def test_init_in_the_current_folder(self):
        self.run_program("init")
        self.run_program("validate", "scenario.yaml")

    def test_init_does_not_overwrite(self):
        for name in ("scenario.yaml", "scenario.schema.json"):
            kept = self.write(f"{name}.d/{name}", "mine")
            result = self.run_program("init", f"{name}.d", expect=2)
            self.assertIn(f"{name} exists already", result.stderr)
            self.assertEqual(kept.read_text(), "mine")
            self.assertEqual(len(list(kept.parent.iterdir())), 1)

    def test_init_where_nothing_can_be_written(self):
        self.write("file", "")
        self.assertIn("file", self.run_program("init", "file/below", expect=1).stderr)


if __name__ == "__main__":
    unittest.main()
