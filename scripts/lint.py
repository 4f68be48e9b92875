#!/usr/bin/env python3
"""clang-tidy over the program's sources, again only where something that a source sees has changed.

    lint.py BUILD_DIR       reads BUILD_DIR/compile_commands.json, keeps its memory in BUILD_DIR/lint/

What a source sees: its own text, the text of every header of ours that it includes, directly or not, its compile
command, .clang-tidy and the version of clang-tidy. Headers of the system come from packages and change with the
release.

Most of the time goes to the headers of the system, so dozens of sources are looked at together, as one translation
unit. One that can't stand after the others (two files have a `kHead` of their own) is looked at once more, in smaller
company. Each source is remembered by itself.
"""

import concurrent.futures
import dataclasses
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

CLANG_TIDY = "clang-tidy-14"
LAYERS = ("sim", "models", "reports", "scenarios", "cli")
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)
# Flags that only g++ knows must not become clang's complaint; and each source that can't stand is to be told.
EXTRA = ["--quiet", "--extra-arg=-Wno-unknown-warning-option", "--extra-arg=-ferror-limit=0"]
# Sources in one unit, round by round: enough to share the headers, few enough to keep all cores busy to the end.
TOGETHER = (36, 6, 1)
COMPILE_ERROR = re.compile(r"^(\S+?):\d+:\d+: error: .*\[clang-diagnostic-error\]$", re.MULTILINE)


class Fingerprints:
    """The text that a file sees, as a hash."""

    def __init__(self, root: pathlib.Path):
        self.root = root
        self.direct: dict[pathlib.Path, list[pathlib.Path]] = {}
        self.digest: dict[pathlib.Path, str] = {}

    def load(self, path: pathlib.Path) -> None:
        text = path.read_text(encoding="utf-8")
        self.digest[path] = hashlib.sha256(text.encode()).hexdigest()
        candidates = (self.root / name for name in INCLUDE.findall(text))
        self.direct[path] = [candidate for candidate in candidates if candidate.is_file()]

    def of(self, source: pathlib.Path) -> str:
        seen: set[pathlib.Path] = set()
        waiting = [source]
        while waiting:
            path = waiting.pop()
            if path in seen:
                continue
            seen.add(path)
            if path not in self.direct:
                self.load(path)
            waiting.extend(self.direct[path])
        return "\n".join(f"{path} {self.digest[path]}" for path in sorted(seen))


@dataclasses.dataclass(frozen=True)
class Source:
    path: pathlib.Path
    flags: tuple[str, ...]

    def key(self, settings: str, fingerprints: Fingerprints) -> str:
        return hashlib.sha256((settings + " ".join(self.flags) + fingerprints.of(self.path)).encode()).hexdigest()


@dataclasses.dataclass(frozen=True)
class Job:
    """Sources that are compiled with the same flags."""

    sources: tuple[Source, ...]

    @property
    def flags(self) -> tuple[str, ...]:
        return self.sources[0].flags


@dataclasses.dataclass(frozen=True)
class Finding:
    """What a look at a job found. Sources that could not stand with the others were not looked at."""

    looked_at: tuple[Source, ...]
    apart: tuple[Source, ...]
    complaints: str


def without_precompiled(words: list[str]) -> list[str]:
    """A source is looked at with what it includes itself; and g++'s precompiled header is nothing for clang."""
    kept = [word for word in words if word not in ("-Winvalid-pch", "-fpch-preprocess")]
    while "-include" in kept:
        at = kept.index("-include")
        del kept[at : at + 2]
    return kept


def program_sources(build: pathlib.Path, root: pathlib.Path) -> list[Source]:
    """Generated files and tests are not ours to lint."""
    entries = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))
    chosen = {}
    for entry in entries:
        path = pathlib.Path(entry["file"])
        if path.suffix == ".cpp" and path.is_relative_to(root) and path.relative_to(root).parts[0] in LAYERS:
            # Without the compiler's name, and without what differs from file to file: -o OUTPUT -c SOURCE.
            words = shlex.split(entry["command"])[1:]
            chosen[path] = tuple(without_precompiled(words[: words.index("-o")]))
    return [Source(path, flags) for path, flags in sorted(chosen.items())]


def jobs_of(sources: list[Source], together: int) -> list[Job]:
    """Dealt out like cards: neighbours in a folder are the likeliest to have a name in common."""
    alike: dict[tuple[str, ...], list[Source]] = {}
    for source in sources:
        alike.setdefault(source.flags, []).append(source)
    jobs = []
    for members in alike.values():
        units = -(-len(members) // together)
        jobs.extend(Job(tuple(members[first::units])) for first in range(units))
    return jobs


def tidy(unit: pathlib.Path, flags: tuple[str, ...], root: pathlib.Path, extra: list[str]) -> tuple[int, str]:
    header_filter = "^" + re.escape(str(root)) + "/(" + "|".join(LAYERS) + ")/"
    command = [CLANG_TIDY, *EXTRA, *extra, f"--config-file={root / '.clang-tidy'}", f"--header-filter={header_filter}",
               str(unit), "--", *flags]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    # stderr only counts suppressed warnings, unless the run itself failed.
    return result.returncode, result.stdout + (result.stderr if result.returncode and not result.stdout else "")


def lint(job: Job, memory: pathlib.Path, root: pathlib.Path) -> Finding:
    if len(job.sources) == 1:
        code, text = tidy(job.sources[0].path, job.flags, root, [])
        return Finding(job.sources, (), text if code else "")
    paths = [str(source.path) for source in job.sources]
    unit = memory / (hashlib.sha256("".join(paths).encode()).hexdigest() + ".cpp")
    unit.write_text("".join(f'#include "{path}"\n' for path in paths), encoding="utf-8")
    code, text = tidy(unit, job.flags, root, ["--checks=-bugprone-suspicious-include"])
    unit.unlink()
    stumbled = set(COMPILE_ERROR.findall(text))
    apart = tuple(source for source in job.sources if str(source.path) in stumbled)
    if apart:
        # What else is said may come of the errors: with anything to say, all are looked at again.
        others = [line for line in text.splitlines() if ": error: " in line and not COMPILE_ERROR.match(line)]
        if others or stumbled - {str(source.path) for source in apart}:
            return Finding((), job.sources, "")
        looked_at = tuple(source for source in job.sources if source not in apart)
        return Finding(looked_at, apart, "")
    return Finding(job.sources, (), text if code else "")


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    root = pathlib.Path(__file__).resolve().parent.parent
    build = pathlib.Path(sys.argv[1]).resolve()
    memory = build / "lint"
    memory.mkdir(exist_ok=True)
    version = subprocess.run([CLANG_TIDY, "--version"], capture_output=True, text=True, check=True).stdout
    settings = version + (root / ".clang-tidy").read_text(encoding="utf-8")

    fingerprints = Fingerprints(root)
    sources = program_sources(build, root)
    keys = {source.path: source.key(settings, fingerprints) for source in sources}
    for stale in set(os.listdir(memory)) - set(keys.values()):
        (memory / stale).unlink()
    todo = [source for source in sources if not (memory / keys[source.path]).exists()]
    looked_at = len(todo)

    complaints = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for together in TOGETHER:
            findings = list(pool.map(lambda job: lint(job, memory, root), jobs_of(todo, together)))
            todo = [source for finding in findings for source in finding.apart]
            for finding in findings:
                if finding.complaints:
                    complaints += 1
                    names = ", ".join(str(source.path.relative_to(root)) for source in finding.looked_at)
                    print(f"{names}:\n{finding.complaints}", flush=True)
                else:
                    for source in finding.looked_at:
                        (memory / keys[source.path]).touch()
    print(f"clang-tidy: {len(sources)} sources, {looked_at} looked at, {complaints} groups with complaints")
    return 1 if complaints or not sources else 0


if __name__ == "__main__":
    sys.exit(main())
