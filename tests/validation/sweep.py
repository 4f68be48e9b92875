"""Where does one architecture become dearer than another? Located by repeated paired runs, with an interval."""

import dataclasses
import math
from collections.abc import Callable

import program

MATERIAL = 0.01  # a difference of 1 % is none
STEP = 0.01  # a break-even is located to 1 % of the load


def cost_per_month(out: program.Out, architecture: str, without: tuple[str, ...] = ()) -> float:
    """Of a run of one replication; `without` the charges of these SKUs."""
    whole = out.values(architecture, "cost_usd_per_month")[0]
    return whole - math.fsum(out.charge_per_month(architecture, sku)[0] for sku in without)


def meets_objective(outs: list[program.Out], architecture: str, p99_ms: float) -> bool:
    """The scenario's: p99 and 99.9 % of the offered requests, as means over the runs."""
    def mean(metric: str) -> float:
        return math.fsum(out.values(architecture, metric)[0] for out in outs) / len(outs)

    lost = mean("requests_rejected") + mean("requests_timed_out") + mean("requests_failed")
    return mean("latency_p99_ms") <= p99_ms and lost <= 0.001 * mean("requests_offered")


@dataclasses.dataclass
class Difference:
    """Of the cost of the second architecture to the first, relative: mean and 95 % interval."""

    mean: float
    low: float
    high: float

    @property
    def sign(self) -> int:
        """-1: cheaper, 1: dearer, 0: the interval meets +-1 %."""
        if self.high < -MATERIAL:
            return -1
        return 1 if self.low > MATERIAL else 0


class Sweep:
    """Runs of one scenario over a load, kept, so that several questions share them."""

    def __init__(self, oracle: program.Oracle, runs_at: Callable[[float], list[program.Out]]):
        self.oracle = oracle
        self.runs_at = runs_at
        self.kept: dict[float, list[program.Out]] = {}

    def runs(self, load: float) -> list[program.Out]:
        if load not in self.kept:
            self.kept[load] = self.runs_at(load)
        return self.kept[load]

    def difference(self, load: float, first: str, second: str, without: tuple[str, ...] = ()) -> Difference:
        costs = [[cost_per_month(out, name, without) for out in self.runs(load)] for name in (first, second)]
        found = self.oracle.ask("statistics", estimator="paired", first=costs[0], second=costs[1])["relative"]
        if found["low"] is None:  # all pairs alike
            return Difference(found["mean"], found["mean"], found["mean"])
        return Difference(found["mean"], found["low"], found["high"])


@dataclasses.dataclass
class BreakEven:
    low: float  # at and below it (within the grid) the one is materially cheaper
    high: float  # and from here on the other
    sign_below: int
    sign_above: int


def four_digits(load: float) -> float:
    """Loads are written with four digits, and so are what they are."""
    return float(f"{load:.4g}")


def break_evens(grid: list[float], difference_at: Callable[[float], Difference]) -> list[BreakEven]:
    """The sets of loads where the interval of the difference meets +-1 %, each between the last load before it and the
    first load after it that are materially different; both within 1 % of the set's edge. Loads beyond the grid are not
    looked at."""
    found = {load: difference_at(load) for load in grid}
    edges = list(zip(grid, grid[1:]))
    while edges:
        low, high = edges.pop()
        if found[low].sign == found[high].sign or high <= low * (1 + STEP):
            continue
        middle = four_digits(split(low, high, found[low], found[high]))
        if middle in (low, high):
            continue
        found[middle] = difference_at(middle)
        edges += [(low, middle), (middle, high)]
    sets = []
    decided = None  # the last load that is materially different
    tied = False
    for load in sorted(found):
        sign = found[load].sign
        if sign == 0:
            tied = True
            continue
        if decided is not None and (tied or found[decided].sign != sign):
            sets.append(BreakEven(decided, load, found[decided].sign, sign))
        decided, tied = load, False
    return sets


def split(low: float, high: float, at_low: Difference, at_high: Difference) -> float:
    """Where a straight line through the two bounds that decide would cross; never in the outer eighths."""
    def bound(difference: Difference) -> float:
        signs = {at_low.sign, at_high.sign}
        if signs == {-1, 0}:
            return difference.high + MATERIAL
        return difference.low - MATERIAL if signs == {0, 1} else difference.mean

    a, b = bound(at_low), bound(at_high)
    part = 0.5 if a == b else min(max(a / (a - b), 0.125), 0.875)
    return low * (high / low) ** part
