"""The reference page and the JSON Schema below docs/ say what this program says; `./dev docs` writes them anew."""

import os
import pathlib
import unittest

from program import ProgramTest

SOURCE = pathlib.Path(os.environ["HEADROOM_SOURCE"])
MODELINE = "# yaml-language-server: $schema=../../docs/scenario.schema.json"


class GeneratedDocs(ProgramTest):
    maxDiff = 2000

    def test_reference_is_fresh(self):
        self.assert_fresh("reference.md", "docs")

    def test_schema_is_fresh(self):
        self.assert_fresh("scenario.schema.json", "schema")

    def assert_fresh(self, name: str, command: str) -> None:
        kept = (SOURCE / "docs" / name).read_text(encoding="utf-8")
        made = self.run_program(command).stdout
        self.assertMultiLineEqual(kept, made, f"docs/{name} is old: ./dev docs writes it anew")

    def test_editors_find_the_schema_of_library_scenarios(self):
        scenarios = sorted((SOURCE / "scenarios" / "library").glob("*.yaml"))
        self.assertTrue(scenarios)
        for path in scenarios:
            with self.subTest(path.name):
                first = path.read_text(encoding="utf-8").splitlines()[0]
                self.assertEqual(first, MODELINE)
                schema = path.parent / first.split("$schema=")[1]
                self.assertTrue(schema.resolve().is_file(), schema)


if __name__ == "__main__":
    unittest.main()
