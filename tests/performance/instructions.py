#!/usr/bin/env python3
"""Instructions a request, counted by callgrind: what a change costs, whatever else the machine does.

    instructions.py [--record]     prints each figure beside the recorded one; --record writes instructions.txt anew

A figure per request is the difference of two runs that differ in their length, so that starting, reading and writing
cancel out. The figures belong to one compiler, named in the file; another one's are not compared.
"""

import argparse
import pathlib
import subprocess

from process import long_scenario_file
from program import LIBRARY, PROGRAM, SOURCE, instructions, requests_of, run_command, settings

RECORD = pathlib.Path(__file__).with_name("instructions.txt")
TOLERANCE = 0.10

SHORT_SECONDS, LONG_SECONDS = 6, 24
FARGATE = {"workload__rate": "1600/s", "warm_up": "0s", "drain": "0s", "tick": "24h"}
LAMBDA = {"workload__rate": "100/s", "drain": "0s", "tick": "24h"}
# Near the rate limit, which is ten a second for each of the default quota.
LAMBDA_NEAR_ITS_QUOTA = LAMBDA | {"workload__rate": "8000/s", "architectures__lambda__concurrency_quota": "1000"}
# Name: scenario, settings, what lasts how many times the seconds above.
CASES = {
    "lambda_100_per_s": ("bench_lambda", LAMBDA, "duration", 16),
    "lambda_100_per_s_in_the_warm_up": ("bench_lambda", LAMBDA | {"duration": "60s"}, "warm_up", 16),
    "lambda_8000_per_s_default_quota": ("bench_lambda", LAMBDA_NEAR_ITS_QUOTA, "duration", 0.25),
    "fargate_100_targets": ("bench_ecs", FARGATE, "duration", 1),
    "fargate_100_targets_three_steps": ("bench_ecs_steps", FARGATE, "duration", 1),
}


def per_request(case: str) -> float:
    scenario, values, part, factor = CASES[case]
    counted = []
    for seconds in (SHORT_SECONDS, LONG_SECONDS):
        words = settings(**values, **{part: f"{seconds * factor}s"})
        with run_command(LIBRARY / f"{scenario}.yaml", *words) as (command, folder):
            counted.append((instructions(*command), requests_of(folder)))
    (few, fewer), (many, more) = counted
    return (many - few) / (more - fewer)


def starts() -> dict[str, float]:
    """Work at the start rather than per request: a price book that is parsed, a table that is built, shows here."""
    with long_scenario_file() as path:
        return {"start_version": float(instructions(PROGRAM, "version")),
                "start_validate_500_lines": float(instructions(PROGRAM, "validate", path))}


def measure() -> dict[str, float]:
    return {case: per_request(case) for case in CASES} | starts()


def this_compiler() -> str:
    """As CMake names it: GNU-12.2.0."""
    cache = pathlib.Path(PROGRAM).parent / "CMakeFiles"
    for found in sorted(cache.glob("*/CMakeCXXCompiler.cmake")):
        values = dict(line[4:-1].split(" ", 1) for line in found.read_text(encoding="utf-8").splitlines()
                      if line.startswith("set(CMAKE_CXX_COMPILER_"))
        return "-".join(values[f"CMAKE_CXX_COMPILER_{part}"].strip('"') for part in ("ID", "VERSION"))
    return "unknown"


def parse(text: str) -> tuple[str, dict[str, float]]:
    """The compiler and the figures of instructions.txt."""
    words = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    figures = dict(words)
    compiler = figures.pop("compiler")
    return compiler, {name: float(figure) for name, figure in figures.items()}


def record_text(compiler: str, figures: dict[str, float]) -> str:
    lines = ["# Instructions a request, and of a whole start, counted by callgrind (the release build).",
             "# `./dev bench --instructions --record` writes this file; performance.instructions_test holds it.",
             f"compiler {compiler}"]
    return "\n".join(lines + [f"{name} {figure:.0f}" for name, figure in figures.items()]) + "\n"


def deviations(recorded: dict[str, float], measured: dict[str, float]) -> list[str]:
    """What is more than the tolerance off, either way: a gain that is not recorded would hide a later loss."""
    found = []
    for name in sorted(recorded.keys() | measured.keys()):
        if name not in recorded or name not in measured:
            found.append(f"{name}: {'not recorded' if name not in recorded else 'not measured'}")
        elif abs(measured[name] / recorded[name] - 1.0) > TOLERANCE:
            found.append(f"{name}: {measured[name]:.0f} instructions, {recorded[name]:.0f} recorded "
                         f"({100.0 * (measured[name] / recorded[name] - 1.0):+.1f} %)")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--record", action="store_true")
    record = parser.parse_args().record
    subprocess.run(["valgrind", "--version"], check=True, stdout=subprocess.DEVNULL)
    figures = measure()
    recorded = parse(RECORD.read_text(encoding="utf-8"))[1] if RECORD.exists() else {}
    for name, figure in figures.items():
        print(f"{name:<36} {figure:>12.0f}   recorded {recorded.get(name, float('nan')):>12.0f}")
    if record:
        RECORD.write_text(record_text(this_compiler(), figures), encoding="utf-8")
        print(f"wrote {RECORD.relative_to(SOURCE)}")


if __name__ == "__main__":
    main()
