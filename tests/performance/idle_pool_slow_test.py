#!/usr/bin/env python3
"""What a request costs does not depend on how many environments are idle: instructions, at 10 and at 20,000 of them."""

import math
import unittest

from program import LIBRARY, instructions, requests_of, run_command, settings

SHORT_SECONDS, LONG_SECONDS = 48, 192  # both below the expiry of 600 s: nobody leaves
FEW, MANY = 10, 20_000
# By the order of use and by chance it is O(1), up to what the run itself does to more memory; by age O(log n): so many
# instructions each time that there are twice as many.
SAME = 0.02
EACH_DOUBLING = 45  # 41 and 42 when this was written
CONSTANT = ("most_recently_used", "least_recently_used", "random")
LOGARITHMIC = ("newest", "oldest")


def per_request(rule: str, idle: int) -> float:
    counted = []
    for seconds in (SHORT_SECONDS, LONG_SECONDS):
        values = settings(drain="0s", tick="24h", duration=f"{seconds}s", initial_replicas=f"{{lambda: {idle}}}",
                          architectures__lambda__reuse=rule)
        with run_command(LIBRARY / "bench_lambda.yaml", *values) as (command, folder):
            counted.append((instructions(*command), requests_of(folder)))
    (few, fewer), (many, more) = counted
    return (many - few) / (more - fewer)


class IdlePool(unittest.TestCase):
    def costs(self, rule: str) -> tuple[float, float]:
        at_few, at_many = per_request(rule, FEW), per_request(rule, MANY)
        print(f"{rule}: {at_few:.0f} at {FEW} idle environments, {at_many:.0f} at {MANY}")
        return at_few, at_many

    def test_by_use_or_chance_a_request_costs_the_same_however_many_are_idle(self):
        for rule in CONSTANT:
            with self.subTest(rule=rule):
                at_few, at_many = self.costs(rule)
                self.assertLess(abs(at_many / at_few - 1), SAME)

    def test_by_age_it_costs_the_logarithm_of_the_idle_ones(self):
        for rule in LOGARITHMIC:
            with self.subTest(rule=rule):
                at_few, at_many = self.costs(rule)
                self.assertLess((at_many - at_few) / math.log2(MANY / FEW), EACH_DOUBLING)


if __name__ == "__main__":
    unittest.main()
