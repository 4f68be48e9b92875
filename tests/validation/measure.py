"""What we say: the value of a figure from runs, with its interval."""

import dataclasses
import math

import program
from case import Case, Figure, Row


@dataclasses.dataclass
class Ours:
    mean: float
    low: float = math.nan
    high: float = math.nan
    count: int = 1
    deviation: float = math.nan  # standard deviation of one replication

    @property
    def half_width(self) -> float:
        return (self.high - self.low) / 2

    def scaled(self, factor: float) -> "Ours":
        return Ours(self.mean * factor, self.low * factor, self.high * factor, self.count, self.deviation * factor)


def deviation_of(values: list[float]) -> float:
    if len(values) < 2:
        return math.nan
    mean = math.fsum(values) / len(values)
    return math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1))


def of_values(values: list[float], oracle: program.Oracle) -> Ours:
    if max(values) - min(values) <= 1e-12 * abs(values[0]):  # the same but for the rounding of a subtraction
        return Ours(values[0], values[0], values[0], len(values), 0.0)
    found = oracle.mean(values)
    return Ours(found["mean"], found["low"], found["high"], found["count"], deviation_of(values))


def mean_level(out: program.Out, architecture: str, *columns: str) -> float:
    """Mean over time of the sum of columns of timeseries.csv."""
    ticks = [tick for tick in out.ticks if tick["architecture"] == architecture]
    return math.fsum(float(tick[column]) for tick in ticks for column in columns) / len(ticks)


def reserved_share(out: program.Out, architecture: str) -> float:
    """Part of the billed vCPUs that tasks reserve, as means over time."""
    return mean_level(out, architecture, "vcpu_reserved") / mean_level(out, architecture, "vcpu_billed")


def law_of(out: program.Out) -> dict[int, float]:
    """Share of the time with n replicas, those that start included. A tick knows only its mean: one of n + f stands for
    f of its length at n + 1 and the rest at n, which is exact where a tick sees no more than two neighbouring numbers.
    """
    shares: dict[int, float] = {}
    for tick in out.ticks:
        mean = float(tick["replicas_ready"]) + float(tick["replicas_starting"])
        below = math.floor(mean)
        shares[below] = shares.get(below, 0.0) + 1.0 - (mean - below)
        shares[below + 1] = shares.get(below + 1, 0.0) + mean - below
    return {n: share / len(out.ticks) for n, share in sorted(shares.items())}


def spans_of(out: program.Out, architecture: str, begin: str, end: str) -> list[float]:
    """Seconds from `begin` to the first `end` of each subject, of those that begin in the measured window."""
    began: dict[str, float] = {}
    spans = []
    for event in out.events:
        if event["architecture"] != architecture:
            continue
        at = float(event["time_s"])
        if event["event"] == begin and at >= 0:
            began[event["subject"]] = at
        elif event["event"] == end and event["subject"] in began:
            spans.append(at - began.pop(event["subject"]))
    return spans


def reached_at(out: program.Out, architecture: str, kind: str, count: int) -> float:
    """Seconds until the count-th event of that kind in the measured window; NaN where there are fewer."""
    times = sorted(float(event["time_s"]) for event in out.events
                   if event["architecture"] == architecture and event["event"] == kind and float(event["time_s"]) >= 0)
    return times[count - 1] if len(times) >= count else math.nan


def count_of(out: program.Out, architecture: str, kind: str, text: str) -> float:
    """Events of that kind in the measured window whose subject or detail has that text."""
    return float(sum(event["architecture"] == architecture and event["event"] == kind and float(event["time_s"]) >= 0
                     and text in f"{event['subject']} {event['detail']}" for event in out.events))


class Runs:
    """The runs of a row, and what they say."""

    def __init__(self, case: Case, row: Row, oracle: program.Oracle):
        self.oracle = oracle
        self.outs: list[program.Out] = []
        if not any(figure.has_model for figure in row.figures):
            return
        if not case.has_scenario:
            self.finishes = oracle.ask("cpu_domain", **row.domain)["finishes"]
            return
        wanted = {"events": any(case.needs(what) for what in ("timeline", "reaches", "count")),
                  "ticks": case.needs("law") or case.needs("levels")}
        if case.seeds == 1:
            self.outs = [program.run(case.path, row.set, **wanted)]
        else:
            self.outs = program.run_seeds(case.path, row.set, case.seeds, **wanted)

    def ours(self, figure: Figure) -> Ours:
        return self.unscaled(figure).scaled(figure.times)

    def unscaled(self, figure: Figure) -> Ours:
        if figure.finish is not None:
            return Ours(self.finishes[figure.finish])
        architecture = self.outs[0].architectures()[0]
        if figure.metric and len(self.outs) == 1:
            row = self.outs[0].row(architecture, figure.metric)
            return Ours(*(program.number(row[key]) for key in ("mean", "ci95_low", "ci95_high")),
                        int(row["replications"]), deviation_of(self.outs[0].values(architecture, figure.metric)))
        values: list[float] = []
        for out in self.outs:
            if figure.metric:
                values += out.values(architecture, figure.metric)
            elif figure.charge:
                values += out.charge_per_month(architecture, figure.charge)
            elif figure.levels:
                values.append(mean_level(out, architecture, *figure.levels))
            elif figure.law is not None:
                values.append(law_of(out).get(figure.law, 0.0))
            elif figure.reaches:
                values.append(reached_at(out, architecture, *figure.reaches))
            elif figure.count:
                values.append(count_of(out, architecture, *figure.count))
            else:
                spans = spans_of(out, architecture, *figure.timeline)
                values.append(math.fsum(spans) / len(spans))
        return of_values(values, self.oracle)


def published_of(figure: Figure, oracle: program.Oracle) -> float | None:
    if figure.theory is None:
        return figure.published
    question = dict(figure.theory)
    wanted = question.pop("value")
    factor = question.pop("times", 1.0)
    answer = oracle.ask("theory", **question)[wanted]
    return (answer[figure.law] if isinstance(answer, list) else answer) * factor
