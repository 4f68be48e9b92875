#!/usr/bin/env python3
"""What ./dev bench --peers runs: every engine in turn, nine rounds, and docs/benchmarks.md from the medians.

    compare.py [--rounds N] [--rates FILE]   --rates writes and, if it exists, reads what was measured: for the wording
"""

import argparse
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "performance"))

import engines  # noqa: E402  (the path above must come first)
import page  # noqa: E402
import process  # noqa: E402


def measure(rounds: int) -> dict:
    measured: dict = {"rounds": []}
    for number in range(1, rounds + 1):
        print(f"round {number} of {rounds}", file=sys.stderr)
        measured["rounds"].append(engines.one_round())
    print("processes: memory, threads, start", file=sys.stderr)
    measured["process"] = process.measure(rounds)
    return measured


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--rates", type=pathlib.Path)
    arguments = parser.parse_args()
    if arguments.rates and arguments.rates.exists():
        measured = json.loads(arguments.rates.read_text(encoding="utf-8"))
    else:
        measured = measure(arguments.rounds)
        if arguments.rates:
            arguments.rates.write_text(json.dumps(measured, indent=1), encoding="utf-8")
    target = engines.SOURCE / "docs" / "benchmarks.md"
    target.write_text(page.text(measured), encoding="utf-8")
    print(f"wrote {target.relative_to(engines.SOURCE)}", file=sys.stderr)


if __name__ == "__main__":
    main()
