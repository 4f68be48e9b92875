"""Runs the program and reads what it wrote."""

import concurrent.futures
import csv
import json
import os
import pathlib
import re
import subprocess
import tempfile

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("HEADROOM", str(ROOT / "build/release/headroom"))
ORACLE = os.environ.get("HEADROOM_ORACLE", str(ROOT / "build/release/tests/headroom_oracle"))

SECONDS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400}


def seconds(text: str) -> float:
    """A duration as effective.yaml writes it: `90min`, `1d 2h`."""
    parts = re.findall(r"([0-9.]+) *([a-z]+)", str(text))
    return sum(float(number) * SECONDS[unit] for number, unit in parts)


class Out:
    """The tables of one run, read into memory: its folder is gone afterwards."""

    def __init__(self, folder: pathlib.Path, events: bool, ticks: bool):
        self.summary = self.table(folder / "summary.csv")
        self.replications = self.table(folder / "replications.csv")
        self.cost = self.table(folder / "cost.csv")
        self.events = self.table(folder / "events.csv") if events else []
        self.ticks = self.table(folder / "timeseries.csv") if ticks else []
        effective = yaml.safe_load((folder / "effective.yaml").read_text(encoding="utf-8"))
        self.months = seconds(effective["month"]) / seconds(effective["duration"])

    @staticmethod
    def table(path: pathlib.Path) -> list[dict[str, str]]:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def architectures(self) -> list[str]:
        return list(dict.fromkeys(row["architecture"] for row in self.replications))

    def row(self, architecture: str, metric: str) -> dict[str, str]:
        return next(row for row in self.summary if row["architecture"] == architecture and row["metric"] == metric)

    def values(self, architecture: str, metric: str) -> list[float]:
        return [number(row["value"]) for row in self.replications
                if row["architecture"] == architecture and row["metric"] == metric]

    def charge_per_month(self, architecture: str, sku: str) -> list[float]:
        """Per replication. `sku` is SkuId, or SkuId/variant."""
        name, _, variant = sku.partition("/")
        replications = sorted({int(row["replication"]) for row in self.cost if row["architecture"] == architecture})
        return [self.months * sum(float(row["EffectiveCost"]) for row in self.cost
                                  if row["architecture"] == architecture and int(row["replication"]) == replication
                                  and row["SkuId"] == name and variant in ("", row["x_Variant"]))
                for replication in replications]


def number(text: str) -> float:
    return float(text) if text else float("nan")


def run(scenario: pathlib.Path, sets: dict[str, str], *words: str, events=False, ticks=False) -> Out:
    """Simulates; raises CalledProcessError where the program refuses."""
    with tempfile.TemporaryDirectory(prefix="headroom-validation-") as folder:
        command = [PROGRAM, "run", str(scenario), "--quiet", "--out", f"{folder}/out", *words]
        command += ["--events"] if events else []
        for path, value in sets.items():
            command += ["--set", f"{path}={value}"]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        return Out(pathlib.Path(folder, "out"), events, ticks)


def run_seeds(scenario: pathlib.Path, sets: dict[str, str], seeds: int, **wanted) -> list[Out]:
    """One replication for each of the seeds 1, 2, ...: for what a run writes of its first replication only. Runs with
    the same seed meet the same random numbers, whatever else differs between them."""
    def one(seed: int) -> Out:
        return run(scenario, sets, "--seed", str(seed), "--replications", "1", "--threads", "1", **wanted)

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(one, range(1, seeds + 1)))


class Oracle:
    """The program's own theory and statistics, asked line by line."""

    def __init__(self):
        self.process = subprocess.Popen([ORACLE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, topic: str, **question) -> dict:
        self.process.stdin.write(json.dumps({"ask": topic, **question}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if "error" in answer:
            raise RuntimeError(f"{question}: {answer['error']}")
        return answer

    def mean(self, values: list[float]) -> dict:
        return self.ask("statistics", estimator="mean", values=values)

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()
