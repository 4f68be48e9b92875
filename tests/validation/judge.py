"""The verdict on one figure. Criteria are fixed here, before any run; docs/validation.md says them in words."""

import dataclasses
import math

from case import Figure
from measure import Ours

THEORY_ERRORS = 4.0  # standard errors, against exact theory: a right model fails 1 figure of 1,300
THEORY_WIDTH = 0.01  # and the interval must be this narrow, or nothing was tested
PUBLISHED_ERRORS = 3.0  # standard errors of both sides, against a measurement: 1 of 370
SINGLE = 0.05  # relative, to one measurement without a spread
CENT = 0.005 + 1e-9  # half a cent, and what binary fractions do to it
EQUAL = 1e-9  # relative: what DSLab and SimGrid assert of themselves


@dataclasses.dataclass
class Verdict:
    error: str
    word: str
    good: bool  # agrees, or is not judged


def percent(value: float) -> str:
    return f"{100 * value:+.2f} %" if abs(value) < 0.1 else f"{100 * value:+.1f} %"


def relative(ours: Ours, published: float) -> str:
    if published == 0:
        return f"{ours.mean:+.3g}"
    error = ours.mean / published - 1
    if error == 0:
        return "0"
    return percent(error) if abs(error) >= 5e-5 else f"{error:+.1e}"


def standard_error(ours: Ours, critical: float) -> float:
    return ours.half_width / critical if ours.count > 1 else 0.0


def judge(figure: Figure, ours: Ours | None, published: float | None, critical: float) -> Verdict:
    """`critical`: Student's t of our interval."""
    if figure.judge == "none" or ours is None:
        error = relative(ours, published) if ours is not None and published is not None else ""
        return Verdict(error, "not judged", True)
    if figure.judge == "band":
        inside = figure.low <= ours.mean <= figure.high
        nearest = min(max(ours.mean, figure.low), figure.high)
        return Verdict("within" if inside else relative(ours, nearest), "agrees" if inside else "off", inside)
    if figure.judge == "cents":
        same = abs(ours.mean - published) <= CENT
        return Verdict("0.00" if same else f"{ours.mean - published:+.2f}", "equal" if same else "off", same)
    if figure.judge == "equal":
        same = abs(ours.mean - published) <= EQUAL * abs(published)
        return Verdict(relative(ours, published), "equal" if same else "off", same)
    if figure.judge == "single":
        near = abs(ours.mean / published - 1) <= SINGLE
        return Verdict(relative(ours, published), "agrees" if near else "off", near)
    if figure.judge == "bound":
        error = standard_error(ours, critical)
        low, high = figure.low * published, figure.high * published
        inside = low - THEORY_ERRORS * error <= ours.mean <= high + THEORY_ERRORS * error
        return Verdict(relative(ours, published), "within its bound" if inside else "off", inside)
    return judge_by_errors(figure, ours, published, critical)


def judge_by_errors(figure: Figure, ours: Ours, published: float, critical: float) -> Verdict:
    error = standard_error(ours, critical)
    limit = PUBLISHED_ERRORS
    if figure.judge == "exact":
        limit = THEORY_ERRORS
        if ours.half_width > THEORY_WIDTH * abs(published):
            return Verdict(relative(ours, published), "off: our interval is too wide", False)
    elif figure.judge == "one_run":
        # The published run is one more replication like ours: it scatters as each of ours does.
        error = math.hypot(error, ours.deviation)
    else:
        theirs = figure.standard_error if figure.standard_error is not None else figure.half_width / 1.96
        error = math.hypot(error, theirs)
    if error == 0:
        same = abs(ours.mean - published) <= EQUAL * abs(published)
        return Verdict(relative(ours, published), "agrees" if same else "off", same)
    z = (ours.mean - published) / error
    good = abs(z) <= limit
    return Verdict(f"{relative(ours, published)}, z {z:+.1f}", "agrees" if good else "off", good)
