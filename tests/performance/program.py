"""Runs the program and looks at it from outside: peak memory, wall time, CPU time, instructions."""

import contextlib
import json
import os
import pathlib
import re
import subprocess
import tempfile
import time

SOURCE = pathlib.Path(os.environ.get("HEADROOM_SOURCE", pathlib.Path(__file__).resolve().parents[2]))
PROGRAM = os.environ.get("HEADROOM", str(SOURCE / "build" / "release" / "headroom"))
LIBRARY = SOURCE / "scenarios" / "library"


def settings(**values: object) -> list[str]:
    """--set for each; two underscores stand for a dot: workload__rate="100/s"."""
    return [word for key, value in values.items() for word in ("--set", f"{key.replace('__', '.')}={value}")]


@contextlib.contextmanager
def run_command(scenario: pathlib.Path, *words: str):
    """The command that simulates `scenario` on one thread into a folder that is gone afterwards, and the folder."""
    with tempfile.TemporaryDirectory(prefix="headroom-") as folder:
        yield [PROGRAM, "run", str(scenario), "--out", f"{folder}/out", "--quiet", "--threads", "1", *words], folder


def done(command: list[str]) -> subprocess.CompletedProcess:
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: exit code {result.returncode}\n{result.stderr[-2000:]}")
    return result


def requests_of(folder: str) -> int:
    """Requests that the run in that folder simulated, over all architectures and replications."""
    run = json.loads(pathlib.Path(folder, "out", "run.json").read_text(encoding="utf-8"))
    return int(run["requests_simulated"])


def peak_bytes(scenario: pathlib.Path, *words: str) -> int:
    """Largest resident size. By time(1): a child of Python itself would be charged with Python's own memory."""
    with run_command(scenario, *words) as (command, _):
        return 1024 * int(done(["/usr/bin/time", "-f", "peak %M", *command]).stderr.split("peak ")[-1])


def instructions(*command: str) -> int:
    """Executed by that command, as callgrind counts them: the same on every run, up to the environment's size."""
    text = done(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command]).stderr
    return int(re.search(r"Collected : (\d+)", text)[1])


def seconds(*commands: list[str]) -> float:
    """Wall time until all of them, started together, have ended."""
    began = time.perf_counter()
    running = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for command in commands]
    for process, command in zip(running, commands, strict=True):
        message = process.communicate()[1]
        if process.returncode != 0:
            raise RuntimeError(f"{' '.join(command)}: exit code {process.returncode}\n{message.decode()[-2000:]}")
    return time.perf_counter() - began
