#!/usr/bin/env python3
"""clang-tidy over the program's sources, each file again only when something that it sees has changed.

    lint.py BUILD_DIR       reads BUILD_DIR/compile_commands.json, keeps its memory in BUILD_DIR/lint/

What a file sees: its own text, the text of every header of ours that it includes, directly or not, its compile command,
.clang-tidy and the version of clang-tidy. Headers of the system come from packages and change with the release.
"""

import concurrent.futures
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
# Flags that only g++ knows must not become clang's complaint.
EXTRA = ["--quiet", "--extra-arg=-Wno-unknown-warning-option"]


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


def program_sources(build: pathlib.Path, root: pathlib.Path) -> list[tuple[pathlib.Path, str]]:
    """Pairs of source and compile command; generated files and tests are not ours to lint."""
    entries = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))
    chosen = {}
    for entry in entries:
        path = pathlib.Path(entry["file"])
        if path.suffix == ".cpp" and path.is_relative_to(root) and path.relative_to(root).parts[0] in LAYERS:
            chosen[path] = entry["command"]
    return sorted(chosen.items())


def lint(source: pathlib.Path, build: pathlib.Path, root: pathlib.Path) -> tuple[int, str]:
    header_filter = "^" + re.escape(str(root)) + "/(" + "|".join(LAYERS) + ")/"
    command = [CLANG_TIDY, *EXTRA, "-p", str(build), f"--header-filter={header_filter}", str(source)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    # stderr only counts suppressed warnings, unless the run itself failed.
    return result.returncode, result.stdout + (result.stderr if result.returncode and not result.stdout else "")


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
    todo = []
    known = set()
    for source, command in sources:
        # The output's name says nothing about the code; the flags do.
        flags = " ".join(word for word in shlex.split(command) if not word.endswith((".o", ".d")))
        key = hashlib.sha256((settings + flags + fingerprints.of(source)).encode()).hexdigest()
        known.add(key)
        if not (memory / key).exists():
            todo.append((source, key))
    for stale in set(os.listdir(memory)) - known:
        (memory / stale).unlink()

    complaints = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(lambda job: (job, lint(job[0], build, root)), todo)
        for (source, key), (code, text) in results:
            if code == 0:
                (memory / key).touch()
            else:
                complaints += 1
                print(f"{source.relative_to(root)}:\n{text}", flush=True)
    print(f"clang-tidy: {len(sources)} sources, {len(todo)} looked at, {complaints} with complaints")
    return 1 if complaints or not sources else 0


if __name__ == "__main__":
    sys.exit(main())
