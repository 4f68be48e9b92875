"""Lambda scales by itself and needs no sizing: until which load is it the cheapest?"""

import measure
import program
from claim import LIBRARY, Claim, Statement, stated
from sweep import BreakEven, Sweep, break_evens, cost_per_month, meets_objective

SCENARIO = LIBRARY / "until_which_load_lambda.yaml"
SEEDS = 5
GRID = [2.0, 8.0, 32.0, 110.0]
P99_MS = 1000.0  # the scenario's slo
OTHERS = ("ec2", "ecs-ec2", "ecs-fargate")
ENDPOINTS = ("vpc_endpoint", "vpc_endpoint_data")


def interval(found: list[BreakEven]) -> str:
    texts = []
    for one in found:
        word = "below it Lambda is cheaper" if one.sign_below < 0 else "below it Lambda is dearer"
        texts.append(f"[{one.low:.4g}, {one.high:.4g}] requests/s; {word}")
    return "; then ".join(texts) or "none on the grid"


def run(oracle: program.Oracle) -> Claim:
    sweep = Sweep(oracle, lambda load: program.run_seeds(SCENARIO, {"workload.rate": f"{load:.4g}/s"}, SEEDS))
    statements = []
    for without, called in (((), "all charges"), (ENDPOINTS, "without interface endpoints")):
        ends: list[BreakEven] = []
        for other in OTHERS:
            found = break_evens(GRID, lambda load: sweep.difference(load, other, "lambda", without))
            ends += [one for one in found if one.sign_below < 0]
            if not without or other != "ec2":  # which has no endpoints: said once
                statements.append(Statement(f"costs within 1 %, Lambda and {other}, {called}", interval(found)))
        first = min(ends, key=lambda one: one.low)
        statements.append(Statement(f"Lambda is the cheapest of the four up to, {called}",
                                    f"[{first.low:.4g}, {first.high:.4g}] requests/s"))
    day = sweep.runs(GRID[1])
    for name in (*OTHERS, "lambda"):
        costs = measure.of_values([cost_per_month(out, name) for out in day], oracle)
        statements.append(stated(f"cost at {GRID[1]:g} requests/s, {name}", costs, "USD a month"))
    missed = sorted({f"{name} at {load:g}/s" for load, outs in sweep.kept.items() for name in (*OTHERS, "lambda")
                     if not meets_objective(outs, name, P99_MS)})
    statements.append(Statement("loads at which an architecture misses the objective (p99 1 s, 99.9 % answered)",
                                ", ".join(missed) or "none"))
    curves = {name: [(load, measure.of_values([cost_per_month(out, name) for out in sweep.runs(load)], oracle))
                     for load in sorted(sweep.kept)] for name in (*OTHERS, "lambda")}
    return Claim(
        "Lambda needs no sizing: until which load it is the cheapest", SCENARIO,
        "A day with a peak of twice the mean, its load swept; instances and tasks keep one copy in each of three "
        "zones. Costs are compared in pairs of runs under the same random numbers. ECS is charged 65.70 USD a month "
        "for interface endpoints (ecr.api, ecr.dkr, logs in three zones), which an account may share with others: the "
        "rows without them say what remains. Lambda is called through a function URL; the others stand behind a load "
        "balancer.",
        statements, "until_which_load_lambda", curves)
