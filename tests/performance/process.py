"""What docs/benchmarks.md says of the program as a process: how threads scale, how fast it starts, its memory."""

import contextlib
import pathlib
import statistics
import tempfile

import memory
from program import LIBRARY, PROGRAM, seconds, settings

# Some seconds of simulation each, so that reading and writing do not count.
THREADED = {
    "bench_lambda": settings(workload__rate="1000/s", duration="2h", tick="1h", drain="0s"),
    "bench_ecs": settings(duration="1h", tick="1h", warm_up="0s", drain="0s"),
}
LINES = 500


def threads_over_processes(scenario: str) -> float:
    """Speed of two threads in one process over that of two processes beside each other; both simulate two runs."""
    with tempfile.TemporaryDirectory(prefix="headroom-") as folder:
        run = [PROGRAM, "run", str(LIBRARY / f"{scenario}.yaml"), "--quiet", *THREADED[scenario]]
        alone = [[*run, "--threads", "1", "--set", f"seed={seed}", "--out", f"{folder}/{seed}"] for seed in (1, 2)]
        both = [*run, "--threads", "2", "--set", "replications=2", "--out", f"{folder}/both"]
        return seconds(*alone) / seconds(both)


def long_scenario() -> str:
    """At least LINES lines, all of which mean something: the same service over and over, with other sizes."""
    text = """\
schema: 1
name: long
duration: 1h
workload: {kind: poisson, rate: 10/s}
application:
  containers:
    app: {cpu: 1, memory: 512MiB, image: 100MB}
  request:
    - {container: app, cpu_time: 20ms, wait: 10ms}
architectures:
"""
    number = 0
    while text.count("\n") < LINES:
        number += 1
        text += f"""\
  fargate-{number}:
    kind: ecs
    launch_type: fargate
    task:
      cpu: 2
      memory: 4GiB
    concurrency: 10
    scaling:
      kind: target_tracking
      metric: cpu
      target: 60%
      min: 2
      max: {10 + number}
    load_balancer:
      kind: alb
      routing: round_robin
"""
    return text


@contextlib.contextmanager
def long_scenario_file():
    with tempfile.TemporaryDirectory(prefix="headroom-") as folder:
        path = pathlib.Path(folder, "long.yaml")
        path.write_text(long_scenario(), encoding="utf-8")
        yield str(path)


def start_up(repetitions: int) -> dict[str, float]:
    """Median wall milliseconds until the program is done."""
    with long_scenario_file() as path:
        commands = {"version": [PROGRAM, "version"], "validate": [PROGRAM, "validate", path]}
        return {name: 1e3 * statistics.median(seconds(command) for _ in range(repetitions))
                for name, command in commands.items()}


def measure(rounds: int) -> dict:
    return {
        "threads": {name: statistics.median(threads_over_processes(name) for _ in range(rounds)) for name in THREADED},
        "start": start_up(4 * rounds + 1),
        "flat": {case: memory.peak_after(case, 10**7) / memory.peak_after(case, 10**6) for case in memory.STEADY},
        "in_flight": {place: memory.bytes_per_request(place) for place in memory.IN_FLIGHT},
        "replica": {kind: memory.bytes_per_replica(kind) for kind in memory.REPLICAS},
    }
