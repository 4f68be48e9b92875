"""Rates agree with requests on every scenario of the library that both can run, within the bounds of docs/fluid.md.

"Differs" means that the whole 95 % interval lies beyond its bound. Of some 210 intervals none does now; one beyond by
chance alone would have to miss its bound by a whole interval.
"""

import unittest

import fluid_agreement


class FluidAgreement(unittest.TestCase):
    def test_no_scenario_differs(self):
        for name in fluid_agreement.carried():
            for _, architecture, metric, difference, half, bound, verdict in fluid_agreement.compare(name, full=False):
                with self.subTest(scenario=name, architecture=architecture, metric=metric):
                    self.assertNotEqual(verdict, "differs", f"{difference:+.4f} +- {half:.4f}, bound {bound:.4f}")


if __name__ == "__main__":
    unittest.main()
