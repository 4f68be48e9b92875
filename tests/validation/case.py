"""Cases as data: a scenario with, under `x-validation`, the figures that somebody published for it.

A case without a scenario (no `schema:`) is one for the CPU domain alone; its rows carry `domain:` instead of `set:`.
"""

import dataclasses
import pathlib

import yaml

FOLDER = pathlib.Path(__file__).resolve().parent / "cases"
JUDGES = {"exact", "equal", "cents", "measured", "one_run", "single", "band", "bound", "none"}


class CaseError(Exception):
    """A case file that does not say what it must."""


@dataclasses.dataclass
class Figure:
    """One published number and how ours is held against it."""

    name: str
    judge: str
    unit: str = ""
    published: float | None = None  # or `theory`, or `low` and `high`
    theory: dict | None = None  # the question to the oracle, `value` of its answer, `times` a factor
    half_width: float | None = None  # of the published 95 % interval
    standard_error: float | None = None
    low: float | None = None  # a published range; for `bound`: factors of the theory's value
    high: float | None = None
    metric: str = ""  # where ours comes from: a metric of summary.csv,
    charge: str = ""  # the SKU of a charge, per month,
    levels: list[str] | None = None  # the mean over time of the sum of columns of timeseries.csv,
    law: int | None = None  # the share of time with so many replicas,
    timeline: list[str] | None = None  # the time between two events of one subject,
    reaches: list | None = None  # when the n-th event of a kind has happened, such as [task_running, 500], in seconds,
    count: list[str] | None = None  # how many events of a kind name a text, such as [launch, spot/],
    finish: int | None = None  # when a group of the CPU domain has finished
    times: float = 1.0  # our value is multiplied by this (ms to s: 0.001)
    reason: str = ""  # why we are off, or why this isn't judged

    def __post_init__(self):
        if self.judge not in JUDGES:
            raise CaseError(f"{self.name}: no judge is called '{self.judge}'")
        sources = [bool(self.metric), bool(self.charge), bool(self.levels), self.law is not None,
                   bool(self.timeline), bool(self.reaches), bool(self.count), self.finish is not None]
        self.has_model = any(sources)
        if sum(sources) > 1 or (sum(sources) == 0 and self.judge != "none"):
            raise CaseError(f"{self.name}: say where our value comes from, once")
        for key in ("published", "half_width", "standard_error", "low", "high", "times"):
            if isinstance(getattr(self, key), str):  # YAML 1.1 reads 6e-05 as a text
                raise CaseError(f"{self.name}: {key} is no number")
        if self.judge == "none" and not self.reason:
            raise CaseError(f"{self.name}: what isn't judged needs a reason")


@dataclasses.dataclass
class Row:
    figures: list[Figure]
    label: str = ""
    set: dict[str, str] = dataclasses.field(default_factory=dict)
    domain: dict | None = None


@dataclasses.dataclass
class Case:
    path: pathlib.Path
    question: str
    title: str
    source: str
    rows: list[Row]
    mapping: str = ""
    quick: bool = False
    seeds: int = 1  # above 1: so many runs of one replication, for what is written of the first one only
    picture: str = ""
    has_scenario: bool = True

    @property
    def name(self) -> str:
        return self.path.stem

    def needs(self, what: str) -> bool:
        return any(getattr(figure, what) is not None for row in self.rows for figure in row.figures)


def question_of(text: str) -> str:
    """The first comment that isn't the editor's."""
    for line in text.splitlines():
        if line.startswith("# ") and "yaml-language-server" not in line:
            return line[2:].strip()
    return ""


def load(path: pathlib.Path) -> Case:
    text = path.read_text(encoding="utf-8")
    document = yaml.safe_load(text)
    has_scenario = "schema" in document
    said = dict(document["x-validation"] if has_scenario else document)
    rows = said.pop("rows", None) or [{"figures": said.pop("figures")}]
    try:
        made = [Row(**{**row, "figures": [Figure(**figure) for figure in row["figures"]]}) for row in rows]
        return Case(path=path, question=question_of(text), rows=made, has_scenario=has_scenario, **said)
    except (CaseError, TypeError) as problem:
        raise CaseError(f"{path.name}: {problem}") from problem


@dataclasses.dataclass
class Section:
    title: str
    text: str
    cases: list[Case]


def sections(folder: pathlib.Path = FOLDER) -> list[Section]:
    """Folders in the order of their names, cases in the order of theirs."""
    found = []
    for below in sorted(entry for entry in folder.iterdir() if entry.is_dir()):
        head = yaml.safe_load((below / "section.yaml").read_text(encoding="utf-8"))
        cases = [load(path) for path in sorted(below.glob("*.yaml")) if path.name != "section.yaml"]
        found.append(Section(head["title"], head["text"].strip(), cases))
    return found
