"""The fast cases of docs/validation.md say today what the page says, byte for byte; and the judge can say no."""

import math
import os
import pathlib
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import case as cases  # noqa: E402
import generate  # noqa: E402
import judge  # noqa: E402
import sweep  # noqa: E402
from measure import Ours  # noqa: E402

PAGE = pathlib.Path(os.environ["HEADROOM_SOURCE"]) / "docs" / "validation.md"


class FastCases(unittest.TestCase):
    maxDiff = None

    def test_the_page_says_the_same(self):
        page = PAGE.read_text(encoding="utf-8")
        validation = generate.Validation()
        self.addCleanup(validation.oracle.close)
        quick = [case for section in cases.sections() for case in section.cases if case.quick]
        self.assertGreaterEqual(len(quick), 8)
        for case in quick:
            with self.subTest(case.name):
                self.assertIn(validation.block_of(case), page, "./dev validation writes the page anew")
        self.assertEqual(validation.unexplained, [])

    def test_every_case_is_on_the_page(self):
        page = PAGE.read_text(encoding="utf-8")
        for section in cases.sections():
            self.assertIn(f"## {section.title}\n", page)
            for case in section.cases:
                self.assertIn(f"### {case.title}\n", page)
                self.assertTrue(case.question.endswith("?"), case.name)


def figure(kind: str, **said) -> cases.Figure:
    return cases.Figure(name="it", judge=kind, metric="latency_mean_ms", **said)


class Judge(unittest.TestCase):
    """20 replications: Student's t is 2.093."""

    def good(self, kind: str, ours: Ours, published: float | None, **said) -> bool:
        return judge.judge(figure(kind, **said), ours, published, 2.093).good

    def test_theory(self):
        ours = Ours(100.0, 99.5, 100.5, 20)  # standard error 0.239
        self.assertTrue(self.good("exact", ours, 100.9))
        self.assertFalse(self.good("exact", ours, 101.0))
        self.assertFalse(self.good("exact", Ours(100.0, 98.0, 102.0, 20), 100.0), "too wide to say anything")

    def test_measurements(self):
        ours = Ours(100.0, 99.5, 100.5, 20, 1.0)
        self.assertTrue(self.good("measured", ours, 100.8, standard_error=0.2))
        self.assertFalse(self.good("measured", ours, 101.0, standard_error=0.2))
        self.assertTrue(self.good("measured", ours, 101.0, half_width=1.0))
        self.assertTrue(self.good("one_run", ours, 103.0))
        self.assertFalse(self.good("one_run", ours, 103.2))

    def test_what_has_no_chance_in_it(self):
        self.assertTrue(self.good("equal", Ours(2.500000001), 2.5))
        self.assertFalse(self.good("equal", Ours(2.5000001), 2.5))
        self.assertTrue(self.good("cents", Ours(29.5504), 29.55))
        self.assertFalse(self.good("cents", Ours(29.556), 29.55))
        self.assertTrue(self.good("single", Ours(57.0), 55.0))
        self.assertFalse(self.good("single", Ours(58.0), 55.0))
        self.assertTrue(self.good("band", Ours(23.0), None, low=22.6, high=23.3))
        self.assertFalse(self.good("band", Ours(25.8), None, low=22.6, high=23.3))
        self.assertFalse(self.good("bound", Ours(106.0, 105.9, 106.1, 20), 100.0, low=1.0, high=1.05))

    def test_a_case_must_say_what_it_compares(self):
        with self.assertRaises(cases.CaseError):
            cases.Figure(name="nothing", judge="equal", published=1.0)
        with self.assertRaises(cases.CaseError):
            cases.Figure(name="no reason", judge="none", published=1.0)
        with self.assertRaises(cases.CaseError):
            figure("measured", published=1.0, standard_error="6e-05")


class BreakEven(unittest.TestCase):
    """Costs whose crossing is known: a fixed 100 against 2 a unit of load, known to ±0.2 %."""

    @staticmethod
    def difference(load: float) -> sweep.Difference:
        mean = 2 * load / 100 - 1
        return sweep.Difference(mean, mean - 0.002, mean + 0.002)

    def test_the_set_holds_the_crossing_and_is_no_wider_than_it_must(self):
        (found,) = sweep.break_evens([5.0, 20.0, 80.0], self.difference)
        # The interval meets ±1 % from 49.4 to 50.6; each edge is known to 1 %.
        self.assertLessEqual(found.low, 49.4)
        self.assertGreaterEqual(found.low, 49.4 / 1.01 - 0.01)
        self.assertGreaterEqual(found.high, 50.6)
        self.assertLessEqual(found.high, 50.6 * 1.01 + 0.01)
        self.assertEqual((found.sign_below, found.sign_above), (-1, 1))

    def test_a_jump_is_a_set_too(self):
        def jump(load: float) -> sweep.Difference:
            mean = -0.2 if load < math.pi else 0.2
            return sweep.Difference(mean, mean, mean)

        (found,) = sweep.break_evens([1.0, 10.0], jump)
        self.assertLess(found.low, math.pi)
        self.assertGreaterEqual(found.high, math.pi)
        self.assertLessEqual(found.high, found.low * 1.01)

    def test_two_crossings_are_two_sets_and_none_is_none(self):
        def wave(load: float) -> sweep.Difference:
            mean = 0.5 if 10 < load < 40 else -0.5
            return sweep.Difference(mean, mean, mean)

        self.assertEqual(len(sweep.break_evens([1.0, 20.0, 80.0], wave)), 2)
        self.assertEqual(sweep.break_evens([1.0, 5.0], wave), [])


if __name__ == "__main__":
    unittest.main()
