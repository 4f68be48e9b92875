"""Containers that share a VM's OS spare memory and start faster than VMs."""

import math

import measure
import program
from claim import LIBRARY, Claim, Statement, stated

SCENARIO = LIBRARY / "containers_or_machines.yaml"
SEEDS = 10
APPLICATION_GIB = 1.0  # `memory` of the container in that scenario

# Architecture, how the page calls it, and the event at which a copy is asked for.
SIDES = [
    ("machines", "one VM for each copy", "launch"),
    ("containers", "containers, target capacity 67 %", "task_launched"),
    ("containers-packed", "containers, target capacity 100 %", "task_launched"),
]


def memory_per_copy(out: program.Out, architecture: str, column: str) -> float:
    return measure.mean_level(out, architecture, column) / measure.mean_level(out, architecture, "replicas_ready")


def run(oracle: program.Oracle) -> Claim:
    outs = program.run_seeds(SCENARIO, {}, SEEDS, events=True, ticks=True)
    statements: list[Statement] = []
    spans: dict[str, list[float]] = {}
    for architecture, called, asked in SIDES:
        def ours(values: list[float]) -> measure.Ours:
            return measure.of_values(values, oracle)

        used = [memory_per_copy(out, architecture, "memory_used_gib") for out in outs]
        billed = [memory_per_copy(out, architecture, "memory_billed_gib") for out in outs]
        of_run = [measure.spans_of(out, architecture, asked, "in_service") for out in outs]
        spans[called] = sorted(span for run_spans in of_run for span in run_spans)
        statements += [
            stated(f"{called}: memory beyond the application's own, a copy",
                   ours([value - APPLICATION_GIB for value in used]), "GiB"),
            stated(f"{called}: memory billed, a copy", ours(billed), "GiB"),
            stated(f"{called}: from being asked for to being in service, mean",
                   ours([math.fsum(run_spans) / len(run_spans) for run_spans in of_run]), "s"),
            stated(f"{called}: the same, slowest of a run", ours([max(run_spans) for run_spans in of_run]), "s"),
            stated(f"{called}: cost", ours([out.values(architecture, "cost_usd_per_month")[0] for out in outs]),
                   "USD a month"),
        ]
    return Claim(
        "Containers share an operating system: less memory, faster starts", SCENARIO,
        "One copy of an application of two vCPUs and 1 GiB, at a load that nearly doubles after ten minutes: ten runs. "
        "A container is fast where a VM with room waits for it; where none does, it waits for a VM first, and for the "
        "image to be pulled on it after that, and is slower than a VM with everything baked in. Room that waits is "
        "paid for. ECS pays 65.70 USD a month for its interface endpoints in each row.",
        statements, "start_up", spans)
