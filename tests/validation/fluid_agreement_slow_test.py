"""Rates agree with requests on every scenario of the library that both can run, within the bounds of docs/fluid.md.

"Differs" means that the whole 95 % interval lies beyond its bound; one beyond by chance alone would have to miss its
bound by a whole interval. What differs for a reason stands here and on that page; if it no longer does, both change.
"""

import unittest

import fluid_agreement


P99 = "latency_p99_ms"
# Connections that last, floods of minutes, limits of CPU, a crowd at tasks that take many requests at a time.
DIFFERS = {("long_connections", "requests_spread", P99), ("long_connections", "connections_spread", P99),
           ("long_connections", "connections_spread", "requests_completed"),
           ("lazy_images", "whole-image", P99), ("lazy_images", "lazy", P99),
           *(("rolling_deployment", name, P99)
             for name in ("undisturbed", "doubled", "roomy", "in-place", "bad-version"))}


class FluidAgreement(unittest.TestCase):
    def test_only_what_the_page_explains_differs(self):
        for name in fluid_agreement.carried():
            for _, architecture, metric, difference, half, bound, verdict in fluid_agreement.compare(name, full=False):
                with self.subTest(scenario=name, architecture=architecture, metric=metric):
                    is_expected = (name, architecture, metric) in DIFFERS
                    self.assertEqual(verdict == "differs", is_expected,
                                     f"{difference:+.4f} +- {half:.4f}, bound {bound:.4f}")


if __name__ == "__main__":
    unittest.main()
