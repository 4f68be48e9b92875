"""Instructions a request stay within a tenth of what is recorded."""

import os
import pathlib
import shutil
import sys
import unittest

import instructions
from program import PROGRAM, SOURCE

SKIPPED = 77
RECORDED = {"a": 1000.0, "b": 200.0}


class Tolerance(unittest.TestCase):
    """The comparison itself: it must be able to fail, both ways."""

    def test_within_a_tenth_is_no_deviation(self):
        self.assertEqual(instructions.deviations(RECORDED, {"a": 1099.0, "b": 181.0}), [])

    def test_beyond_a_tenth_is_one_either_way(self):
        found = instructions.deviations(RECORDED, {"a": 1101.0, "b": 179.0})
        self.assertEqual(found, ["a: 1101 instructions, 1000 recorded (+10.1 %)",
                                 "b: 179 instructions, 200 recorded (-10.5 %)"])

    def test_a_case_without_a_record_or_a_record_without_a_case(self):
        self.assertEqual(instructions.deviations({"a": 1.0}, {"b": 1.0}), ["a: not measured", "b: not recorded"])

    def test_a_record_survives_writing_and_reading(self):
        self.assertEqual(instructions.parse(instructions.record_text("GNU-12", RECORDED)), ("GNU-12", RECORDED))


class Counted(unittest.TestCase):
    def test_figures_are_those_recorded(self):
        recorded = instructions.parse(instructions.RECORD.read_text(encoding="utf-8"))[1]
        found = instructions.deviations(recorded, instructions.measure())
        self.assertEqual(found, [], "if this is meant, `./dev bench --instructions --record` writes the new figures")


def reason_to_skip() -> str:
    recorded = instructions.parse(instructions.RECORD.read_text(encoding="utf-8"))[0]
    if not shutil.which("valgrind"):
        return "valgrind is missing"
    if pathlib.Path(PROGRAM) != SOURCE / "build" / "release" / "headroom":
        return "the figures are those of the release build"
    if os.environ.get("HEADROOM_COMPILER") != recorded:
        return f"the figures are those of {recorded}, this is {os.environ.get('HEADROOM_COMPILER')}"
    return ""


if __name__ == "__main__":
    outcome = unittest.main(argv=[sys.argv[0], "Tolerance"], exit=False)
    if reason := reason_to_skip():
        print(f"skipped: {reason}")
        sys.exit(SKIPPED if outcome.result.wasSuccessful() else 1)
    unittest.main()
