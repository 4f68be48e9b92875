#!/usr/bin/env python3
"""./dev validation: runs every case and every claim, judges them, and writes docs/validation.md and its pictures.

    generate.py [--quick | --only CASE...] [--out DIR]

--quick and --only print the blocks of the fast cases, or of those named, and write nothing. Exit code 1 if a figure is
off and nobody says why.
"""

import argparse
import pathlib
import sys
import time

import case as cases
import claim_containers
import claim_fargate
import claim_lambda
import claim_slack
import judge
import measure
import page
import program

CLAIMS = [claim_containers, claim_slack, claim_fargate, claim_lambda]  # in the order of the ladder


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


class Validation:
    """One pass over cases: what they said, counted, and what is off without a reason."""

    def __init__(self):
        self.oracle = program.Oracle()
        self.verdicts: dict[str, int] = {}
        self.unexplained: list[str] = []
        self.drawn: dict[str, list] = {}  # by picture

    def block_of(self, case: cases.Case) -> str:
        """Runs the case and returns its part of the page."""
        began = time.monotonic()
        lines = []
        done: dict[str, measure.Runs] = {}
        for row in case.rows:
            inputs = f"{row.set} {row.domain}"
            if inputs not in done and any(figure.has_model for figure in row.figures):
                done[inputs] = measure.Runs(case, row, self.oracle)
            for figure in row.figures:
                ours = done[inputs].ours(figure) if figure.has_model else None
                lines.append(self.line_of(case, row, figure, ours))
        say(f"  {case.name}: {time.monotonic() - began:.1f} s")
        return page.case_block(case, lines)

    def line_of(self, case: cases.Case, row: cases.Row, figure: cases.Figure, ours: measure.Ours | None) -> str:
        published = measure.published_of(figure, self.oracle)
        verdict = judge.judge(figure, ours, published, self.critical(ours))
        kind = verdict.word.split(":")[0]
        self.verdicts[kind] = self.verdicts.get(kind, 0) + 1
        if not verdict.good and not figure.reason:
            self.unexplained.append(f"{case.name}: {row.label} {figure.name}: {verdict.error}")
        if case.picture:
            self.drawn.setdefault(case.picture, []).append((row, figure, published, ours))
        return page.figure_line(row.label, figure, published, ours, verdict)

    def critical(self, ours: measure.Ours | None) -> float:
        if ours is None or ours.count < 2:
            return 1.0
        return self.oracle.ask("statistics", estimator="critical", degrees=ours.count - 1)["t"]


def print_blocks(validation: Validation, wanted) -> None:
    for section in cases.sections():
        for case in section.cases:
            if wanted(case):
                print(validation.block_of(case))


def write_page(validation: Validation, out: pathlib.Path) -> None:
    import pictures  # matplotlib, which the fast cases do without

    images = out / "images" / "validation"
    parts = []
    for section in cases.sections():
        say(section.title)
        parts.append(f"## {section.title}\n\n{section.text}\n")
        parts += [validation.block_of(case) for case in section.cases]
    for name, drawn in validation.drawn.items():
        pictures.DRAW[name](drawn, images, name)
    say("Claims")
    parts.append(page.CLAIMS_HEAD)
    for module in CLAIMS:
        began = time.monotonic()
        claim = module.run(validation.oracle)
        parts.append(claim.block())
        pictures.DRAW[claim.picture](claim.curves, images, claim.picture)
        say(f"  {module.__name__}: {time.monotonic() - began:.1f} s")
    text = page.head(validation.verdicts) + "\n" + "\n".join(parts)
    (out / "validation.md").write_text(text, encoding="utf-8")
    say(f"wrote {out / 'validation.md'} and {images}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--quick", action="store_true", help="the fast cases only, to stdout")
    which.add_argument("--only", nargs="+", metavar="CASE", help="these cases only, to stdout")
    parser.add_argument("--out", type=pathlib.Path, default=program.ROOT / "docs", help="where the page goes")
    arguments = parser.parse_args()
    validation = Validation()
    if arguments.only:
        print_blocks(validation, lambda case: case.name in arguments.only)
    elif arguments.quick:
        print_blocks(validation, lambda case: case.quick)
    else:
        write_page(validation, arguments.out)
    validation.oracle.close()
    for line in validation.unexplained:
        say(f"off, and no reason given: {line}")
    return 1 if validation.unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
