"""A claim of the blog as a measured statement: what every claim hands over to the page."""

import dataclasses
import pathlib

from measure import Ours
from page import with_interval
from program import ROOT

LIBRARY = ROOT / "scenarios" / "library"


@dataclasses.dataclass
class Statement:
    what: str
    value: str


@dataclasses.dataclass
class Claim:
    title: str
    scenario: pathlib.Path
    text: str  # what was done, and what it says
    statements: list[Statement]
    picture: str = ""  # file name, drawn from `curves`
    curves: dict = dataclasses.field(default_factory=dict)

    def block(self) -> str:
        lines = [f"### {self.title}", "", self.text, "",
                 f"Scenario: [{self.scenario.name}](../{self.scenario.relative_to(ROOT).as_posix()}).", ""]
        if self.picture:
            lines += [f"![{self.title}](images/validation/{self.picture}.svg)", ""]
        lines += ["| statement | measured, 95 % interval |", "|---|---|"]
        lines += [f"| {statement.what} | {statement.value} |" for statement in self.statements]
        return "\n".join(lines) + "\n"


def stated(what: str, ours: Ours, unit: str) -> Statement:
    return Statement(what, f"{with_interval(ours)} {unit}")
