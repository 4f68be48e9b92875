"""Runs scenarios as rates and as requests, and says where the two agree: the table of docs/fluid.md.

    python3 tests/validation/fluid_agreement.py [NAME...] [--full]

NAMEs of the library (default: all that rates can carry), shortened as their `x-ci` says unless --full. The 95 %
interval (Welch) of the mean of fluid less that of requests is held against a bound: completed requests and cost 1 %,
replicas and utilisation 2 %, latency p99 10 %, cold starts 10 % where all replications saw 2,000 of them; for what
scaling moves, never less than half a replica. An interval that lies outside is marked (!), one that lies neither within
nor outside, for want of replications, (?).
"""

import csv
import math
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "scenarios" / "library"
BOUNDS = {
    "requests_completed": 0.01,
    "cost_usd_per_month": 0.01,
    "replicas_mean": 0.02,
    "cpu_utilisation": 0.02,
    "latency_p99_ms": 0.10,
    "cold_start_fraction": 0.10,
}
FEWEST_COLD_STARTS = 2_000
# Student's t for 95 %, by degrees of freedom; beyond them the normal law's.
T95 = [math.inf, 12.71, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.2, 2.18, 2.16, 2.14, 2.13]


def program() -> str:
    return os.environ.get("HEADROOM", str(ROOT / "build" / "release" / "headroom"))


def carried() -> list[str]:
    """Scenarios with an architecture and a load that rates can carry."""
    return [path.stem for path in sorted(LIBRARY.glob("*.yaml")) if architectures(path)]


def architectures(path: pathlib.Path) -> list[str]:
    scenario = yaml.safe_load(path.read_text())
    if scenario["workload"]["kind"] in ("closed", "mmpp") or scenario.get("client", {}).get("retries"):
        return []
    containers = scenario["application"]["containers"].values()
    if any("crash_rate" in c or "memory_per_request" in c for c in containers):
        return []
    return [name for name, of in scenario["architectures"].items() if flows(of)]


def flows(architecture: dict) -> bool:
    """Of functions those whose idle environments are known from the load."""
    if architecture["kind"] != "lambda":
        return True
    is_event = architecture.get("invocation_type") == "event"
    is_stack = architecture.get("reuse", "most_recently_used") == "most_recently_used"
    return is_stack and not is_event and not {"provisioned_concurrency", "lifetime"} & architecture.keys()


def values(path: pathlib.Path, fidelity: str, full: bool, folder: pathlib.Path) -> dict:
    """(architecture, metric) -> one value per replication."""
    sets = {} if full else dict(yaml.safe_load(path.read_text()).get("x-ci", {}))
    sets["replications"] = 10
    words = [program(), "run", str(path), "-o", str(folder / fidelity), "--quiet", "--fidelity", fidelity]
    words += ["--only", ",".join(architectures(path))]
    for key, value in sets.items():
        words += ["--set", f"{key}={value}"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 4):
        raise RuntimeError(f"{path.stem} as {fidelity}: {done.stderr.strip()}")
    found: dict = {}
    with (folder / fidelity / "replications.csv").open() as file:
        for row in csv.DictReader(file):
            if row["metric"] in BOUNDS and row["value"]:
                found.setdefault((row["architecture"], row["metric"]), []).append(float(row["value"]))
    return found


def half_width(a: list[float], b: list[float]) -> float:
    parts = [statistics.variance(x) / len(x) for x in (a, b)]
    if sum(parts) == 0:
        return 0.0
    freedom = sum(parts) ** 2 / sum(p * p / (len(x) - 1) for p, x in zip(parts, (a, b)))
    t = T95[min(int(freedom), len(T95) - 1)] if freedom < len(T95) else 2.1
    return t * math.sqrt(sum(parts))


def compare(name: str, full: bool) -> list[tuple]:
    """Rows: scenario, architecture, metric, relative difference and half-width, bound, verdict."""
    path = LIBRARY / f"{name}.yaml"
    with tempfile.TemporaryDirectory() as folder:
        fluid, requests = (values(path, kind, full, pathlib.Path(folder)) for kind in ("fluid", "requests"))
    rows = []
    for (architecture, metric), reference in requests.items():
        other = fluid.get((architecture, metric))
        if other is None:
            continue
        mean = statistics.fmean(reference)
        if metric == "cold_start_fraction":
            started = zip(reference, requests[architecture, "requests_completed"])
            if sum(fraction * completed for fraction, completed in started) < FEWEST_COLD_STARTS:
                continue
        if mean == 0.0 and not any(other):
            continue
        difference = (statistics.fmean(other) - mean) / mean
        half = half_width(other, reference) / mean
        replicas = statistics.fmean(requests[architecture, "replicas_mean"])
        is_free = metric in ("latency_p99_ms", "requests_completed", "cold_start_fraction")
        unit = 0.0 if is_free else 0.5 / replicas
        bound = max(BOUNDS[metric], unit)
        low, high = difference - half, difference + half
        verdict = "undecided"
        if -bound <= low and high <= bound:
            verdict = "agrees"
        elif low > bound or high < -bound:
            verdict = "differs"
        rows.append((name, architecture, metric, difference, half, bound, verdict))
    return rows


MARKS = {"agrees": "", "undecided": " (?)", "differs": " **(!)**"}


def main() -> None:
    names = [word for word in sys.argv[1:] if not word.startswith("--")] or carried()
    print(f"| scenario | architecture | {' | '.join(BOUNDS)} |")
    print("|---|---|" + "---|" * len(BOUNDS))
    for name in names:
        rows = compare(name, "--full" in sys.argv)
        for architecture in dict.fromkeys(row[1] for row in rows):
            cells = {row[2]: row[3:] for row in rows if row[1] == architecture}
            texts = []
            for metric in BOUNDS:
                difference, half, _, verdict = cells.get(metric, (0.0, 0.0, 0.0, ""))
                texts.append(f"{100 * difference:+.2f} ± {100 * half:.2f} %{MARKS[verdict]}" if verdict else "")
            print(f"| {name} | {architecture} | {' | '.join(texts)} |", flush=True)


if __name__ == "__main__":
    main()
