"""How each engine is run once, and what one run says: customers or requests per second of CPU time, by name.

Every name is the same work: M/M/10 at a load of 0.9, unless it comes from headroom_bench, whose names say what they are
(model_lambda/100_per_s/100_ms and so on).
"""

import json
import os
import pathlib
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[2]
BUILD = SOURCE / "build" / "release"
PYTHON = "/usr/bin/python3"  # Debian's, which has Debian's SimPy
SERVERS = "10"

# Long enough for a start to be nothing beside it, short enough for nine rounds of all of them in some minutes.
QUEUES = {
    "heapq loop": [PYTHON, str(HERE / "heapq_queue.py"), "1000000", SERVERS],
    "SimPy": [PYTHON, str(HERE / "simpy_queue.py"), "200000", SERVERS],
    "SimGrid, an actor per customer": [str(BUILD / "tests/headroom_peer_simgrid"), "--log=no_loc",
                                       "--cfg=contexts/stack-size:16", "--cfg=contexts/guard-size:0", "customers",
                                       "100000", SERVERS],
    "SimGrid, worker actors": [str(BUILD / "tests/headroom_peer_simgrid"), "workers", "300000", SERVERS],
    "ns-3, map": [str(BUILD / "tests/headroom_peer_ns3"), "map", "3000000", SERVERS],
    "ns-3, priority queue": [str(BUILD / "tests/headroom_peer_ns3"), "priority_queue", "3000000", SERVERS],
    "ns-3, priority queue, keys only": [str(BUILD / "tests/headroom_peer_ns3"), "priority_queue", "3000000", SERVERS,
                                        "keys_only"],
}
# Sojourn time in service times by Erlang's formula; a run whose mean is far from it did other work.
THEORY = 1.66873
TOLERANCE = 0.15  # the shortest run has 100,000 customers at a load of 0.9: its mean varies by some 5 %

BENCHMARKS = r"^(model|reference)_(mmc|mm10_full|lambda|ecs|ecs_steps)(/|$)"


def output(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: exit code {done.returncode}\n{done.stderr}")
    return done.stdout


def queue_rate(name: str) -> float:
    rate, mean = (float(word) for word in output(QUEUES[name]).split())
    if abs(mean / THEORY - 1.0) > TOLERANCE:
        raise SystemExit(f"{name}: mean time in the system {mean}, theory says {THEORY}")
    return rate


def benchmark_rates() -> dict[str, float]:
    descriptor, path = tempfile.mkstemp(suffix=".json")
    os.close(descriptor)
    try:
        output([str(BUILD / "tests/headroom_bench"), f"--benchmark_filter={BENCHMARKS}", "--benchmark_min_time=0.3",
                f"--benchmark_out={path}"])
        runs = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))["benchmarks"]
    finally:
        os.unlink(path)
    return {run["name"]: run["items_per_second"] for run in runs}


def one_round() -> dict[str, float]:
    """Every engine once. The two that carry figures between machines stand at both ends, as the machine drifts."""
    rates = {name: queue_rate(name) for name in QUEUES}
    rates |= benchmark_rates()
    for name in ("heapq loop", "SimPy"):
        rates[name] = (rates[name] + queue_rate(name)) / 2.0
    return rates
