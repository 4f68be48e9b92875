"""Figures of engines that are not measured here, and how they are carried to this machine.

Measured in 2026 on one core of a virtual machine with two (AMD EPYC, Debian 12), medians of five or more.
"""

import statistics

# Customers per second, M/M/10.
EARLIER = {"heapq loop": 1.04e6, "SimPy": 97e3}

# Requests per second: (slow end, fast end) of what was measured.
SIMFAAS_8_ENVIRONMENTS = (58e3, 90e3)
SIMFAAS_241_ENVIRONMENTS = (6.4e3, 6.4e3)
DSLAB_ONE_HOST = (0.45e6, 1.8e6)
DSLAB_200_CONTAINERS = (75e3, 620e3)


def factor(rounds: list[dict], engine: str) -> float:
    """How much faster this machine is, by that engine."""
    return statistics.median(measured[engine] for measured in rounds) / EARLIER[engine]


def scaled(rounds: list[dict], rate: float) -> float:
    return rate * max(factor(rounds, engine) for engine in EARLIER)
