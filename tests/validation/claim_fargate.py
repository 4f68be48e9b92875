"""Fargate takes the cluster away: what does it cost, and from which utilisation on is it dearer?"""

import measure
import program
from claim import LIBRARY, Claim, Statement, stated
from sweep import BreakEven, Sweep, break_evens, cost_per_month, four_digits

SCENARIO = LIBRARY / "fargate_or_cluster.yaml"
SEEDS = 5
VMS = 24  # of four places each: a task is about 1 % of the cluster
FULL = 240.0  # requests a second that need all 96 places: 200 ms of CPU each, at the target of 50 %
GRID = [four_digits(FULL * part) for part in (0.25, 0.5, 0.75, 0.98)]
TARGETS = ("100%", "90%", "80%")


def on_a_kept_cluster(load: float) -> list[program.Out]:
    sets = {"workload.rate": f"{load:.4g}/s", "workload.peak_to_mean": "1", "duration": "6h",
            "architectures.cluster.capacity_provider.min": str(VMS),
            "architectures.cluster.capacity_provider.max": str(VMS)}
    return program.run_seeds(SCENARIO, sets, SEEDS, ticks=True)


def share(sweep: Sweep, load: float) -> measure.Ours:
    return measure.of_values([100 * measure.reserved_share(out, "cluster") for out in sweep.runs(load)], sweep.oracle)


def crossing(sweep: Sweep, found: BreakEven) -> Statement:
    low, high = share(sweep, found.low), share(sweep, found.high)
    return Statement(
        "utilisation of a cluster that is kept, where the costs are within 1 %",
        f"[{low.mean:.1f} %, {high.mean:.1f} %]; below it Fargate is {'cheaper' if found.sign_below < 0 else 'dearer'}")


def followed(oracle: program.Oracle, target: str) -> list[Statement]:
    """The day of the scenario, with a cluster that a capacity provider scales."""
    sets = {"architectures.cluster.capacity_provider.target_capacity": target}
    outs = program.run_seeds(SCENARIO, sets, SEEDS, ticks=True)
    costs = {name: [cost_per_month(out, name) for out in outs] for name in ("cluster", "fargate")}
    relative = oracle.ask("statistics", estimator="paired", first=costs["cluster"], second=costs["fargate"])["relative"]
    called = f"the day, target capacity {target}"
    percent = measure.Ours(*(100 * relative[key] for key in ("mean", "low", "high")), relative["count"])
    shares = [100 * measure.reserved_share(out, "cluster") for out in outs]
    return [stated(f"{called}: utilisation of the cluster", measure.of_values(shares, oracle), "%"),
            stated(f"{called}: cluster", measure.of_values(costs["cluster"], oracle), "USD a month"),
            stated(f"{called}: Fargate", measure.of_values(costs["fargate"], oracle), "USD a month"),
            stated(f"{called}: Fargate against the cluster", percent, "%")]


def run(oracle: program.Oracle) -> Claim:
    sweep = Sweep(oracle, on_a_kept_cluster)
    sets = break_evens(GRID, lambda load: sweep.difference(load, "cluster", "fargate"))
    statements = [crossing(sweep, found) for found in sets] or [
        Statement("utilisation of a cluster that is kept, where the costs are within 1 %", "none on the grid")]
    for target in TARGETS:
        statements += followed(oracle, target)
    points = []
    for load in sorted(sweep.kept):
        outs = sweep.runs(load)
        points.append((share(sweep, load).mean, *(
            measure.of_values([cost_per_month(out, name) for out in outs], oracle) for name in ("cluster", "fargate"))))
    return Claim(
        "Fargate takes the cluster away: from which utilisation on it is dearer", SCENARIO,
        f"First a cluster of {VMS} c7i.xlarge that is kept whatever the load: the load is swept, the same tasks run on "
        "either side, and their costs are compared in pairs of runs under the same random numbers. Then the "
        "scenario's own day, with a capacity provider that follows it. Tasks reserve 1 vCPU and 1.5 GiB; Fargate has "
        "no such size and sells 2 GiB with it. Utilisation is the share of the VMs' vCPUs that tasks reserve. Both "
        "sides pay 65.70 USD a month for interface endpoints, so that these move the relative difference, not "
        "the sign.",
        statements, "fargate_or_cluster", {"points": points})
