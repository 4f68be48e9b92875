"""Error of rates against requests where a balancer shares steady traffic among equal tasks: tables of docs/fluid.md.

    python3 tests/validation/fluid_queues.py

Cells: mean latency and p99 of fluid over those of requests, less 1, in per cent. Poisson arrivals, demands of 50 ms:
exponential ones in the first table, others in the second, exponential ones with waits for others in the third; tasks of
one or two vCPUs that share them (no concurrency limit) or serve one request per vCPU (FIFO).
"""

import csv
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("HEADROOM", str(ROOT / "build" / "release" / "headroom"))
ROUTINGS = {"random": "weighted_random", "in turn": "round_robin", "least": "least_outstanding_requests"}
LOADS = (0.5, 0.8, 0.9)
REQUESTS = 2_000_000  # of each cell: at a load of 0.9 the mean is known to about 1 %
SERVICE = 0.05
EXPONENTIAL = "{kind: exponential, mean: 50ms}"
OTHERS = {
    "constant": "50ms",
    "gamma, cv 0.5": "{kind: gamma, mean: 50ms, cv: 0.5}",
    "lognormal, cv 1.5": "{kind: lognormal, mean: 50ms, cv: 1.5}",
    "lognormal, cv 2.5": "{kind: lognormal, mean: 50ms, cv: 2.5}",
}
WAITS = (5, 25, 100, 500)  # ms


def scenario(seconds: int, rate: float, tasks: int, vcpu: int, routing: str, fifo: bool, demand: str) -> str:
    limit = f"concurrency: {vcpu}, " if fifo else ""
    return f"""schema: 1
name: queues
duration: {seconds}s
warm_up: 10min
drain: 1min
replications: 2
workload: {{kind: poisson, rate: {rate}/s}}
application:
  containers: {{app: {{cpu: {vcpu}, memory: 512MiB}}}}
  request: [{{container: app, cpu_time: {demand}}}]
architectures:
  tasks: {{kind: ecs, launch_type: fargate, task: {{cpu: {vcpu}, memory: 4GiB}}, cpu_speed: 1, {limit}
    scaling: {{kind: fixed, replicas: {tasks}}}, load_balancer: {{kind: alb, routing: {routing}}}}}
"""


def latencies(text: str, fidelity: str) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "s.yaml").write_text(text)
        words = [PROGRAM, "run", "s.yaml", "-o", "out", "-q", "--fidelity", fidelity]
        done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode not in (0, 4):
            sys.exit(done.stderr)
        with (folder / "out" / "summary.csv").open() as file:
            means = {row["metric"]: float(row["mean"]) for row in csv.DictReader(file) if row["mean"]}
    return means["latency_mean_ms"], means["latency_p99_ms"]


def cells(load: float, tasks: int, vcpu: int, fifo: bool, demand: str) -> str:
    rate = load * tasks * vcpu / SERVICE
    seconds = round(REQUESTS / 2 / rate / 60) * 60
    found = []
    for routing in ROUTINGS.values():
        text = scenario(seconds, rate, tasks, vcpu, routing, fifo, demand)
        fluid, requests = latencies(text, "fluid"), latencies(text, "requests")
        found.append(" / ".join(f"{100 * (f / r - 1):+.1f}" for f, r in zip(fluid, requests)))
    return " | ".join(found)


def main() -> None:
    print("| tasks | vCPUs | service | load | " + " | ".join(ROUTINGS) + " |")
    print("|---|---|---|---|" + "---|" * len(ROUTINGS))
    for tasks, vcpu in ((2, 1), (8, 1), (8, 2)):
        for fifo in (False, True):
            for load in LOADS:
                service = "FIFO" if fifo else "shared"
                row = cells(load, tasks, vcpu, fifo, EXPONENTIAL)
                print(f"| {tasks} | {vcpu} | {service} | {load} | {row} |", flush=True)
    print("\n| demands | service | load | " + " | ".join(ROUTINGS) + " |")
    print("|---|---|---|" + "---|" * len(ROUTINGS))
    for name, demand in OTHERS.items():
        for fifo in (False, True):
            for load in LOADS[:2]:
                service = "FIFO" if fifo else "shared"
                print(f"| {name} | {service} | {load} | {cells(load, 8, 1, fifo, demand)} |", flush=True)
    print("\n| tasks | vCPUs | wait, ms | load | " + " | ".join(ROUTINGS) + " |")
    print("|---|---|---|---|" + "---|" * len(ROUTINGS))
    for tasks, vcpu in ((2, 1), (8, 1), (30, 1), (8, 2)):
        for wait in WAITS:
            for load in LOADS[:2]:
                row = cells(load, tasks, vcpu, False, f"{EXPONENTIAL}, wait: {{kind: exponential, mean: {wait}ms}}")
                print(f"| {tasks} | {vcpu} | {wait} | {load} | {row} |", flush=True)


if __name__ == "__main__":
    main()
