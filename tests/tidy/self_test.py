#!/usr/bin/env python3
"""Proves that tidy.py can refuse: for each rule small trees that are wrong in that one way, and some that are right."""

import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True
import tidy  # noqa: E402

HEADER = "// What this is.\n#pragma once\n"


def header(*includes: str) -> str:
    return HEADER + "".join(f'#include "{path}"\n' for path in includes)


def source(*includes: str) -> str:
    return "// What this is.\n" + "".join(f'#include "{path}"\n' for path in includes)


def including(includer: str, included: str) -> dict[str, str]:
    return {includer: source(included), included: HEADER}


COMPLETE_MODEL = {
    "models/compute/ecs/README.md": "# ECS\n",
    "models/compute/ecs/model.cpp": source(),
    "models/catalog.def": "// The catalogue.\nENTRY(compute, ecs, entry)\n",
    "tests/unit/models/compute/ecs/model_test.cpp": source(),
}


def complete_model_including(path: str) -> dict[str, str]:
    lambda_too = {name.replace("ecs", "lambda"): text for name, text in COMPLETE_MODEL.items()}
    catalog = {"models/catalog.def": "// The catalogue.\nENTRY(compute, ecs, entry)\nENTRY(compute, lambda, entry)\n"}
    return lambda_too | COMPLETE_MODEL | catalog | including("models/compute/ecs/model.cpp", path)


def without(tree: dict[str, str], path: str) -> dict[str, str]:
    return {name: text for name, text in tree.items() if name != path}


# Banned text is put together here, so that tidy does not find it in this file.
BAD: dict[str, list[dict[str, str]]] = {
    "include-direction": [
        including("sim/kernel/clock.cpp", "models/ports/clock.hpp"),
        including("sim/units/time.cpp", "sim/kernel/clock.hpp"),
        including("sim/random/stream.cpp", "sim/stats/mean.hpp"),
        including("models/ports/router.cpp", "models/routing/router.hpp"),
        including("models/routing/random.cpp", "models/fleet/host.hpp"),
        complete_model_including("models/machines/group.hpp"),
        complete_model_including("models/compute/lambda/model.hpp"),
        including("models/workload/poisson.cpp", "models/catalog.hpp"),
        including("models/workload/poisson.cpp", "scenarios/scenario.hpp"),
        including("models/pricing/book.cpp", "reports/csv/reader.hpp"),
        including("reports/csv/writer.cpp", "models/pricing/book.hpp"),
        including("reports/csv/writer.cpp", "sim/config/schema.hpp"),
        including("scenarios/assemble.cpp", "reports/csv/writer.hpp"),
        including("scenarios/assemble.cpp", "cli/run.hpp"),
        including("cli/run.cpp", "tests/support/builder.hpp"),
    ],
    "include-exists": [
        {"sim/kernel/clock.cpp": source("sim/kernel/clok.hpp")},
        {"tests/unit/sim/clock_test.cpp": source("clock.hpp")},
    ],
    "quarantine": [
        {"sim/config/schema.cpp": "// A schema.\n#include <yaml-cpp/yaml.h>\n"},
        {"scenarios/run.cpp": "// A run.\n#include <boost/program_options.hpp>\n"},
        {"models/fleet/fit.cpp": "// A fit.\n#include <Eigen/Core>\n"},
        {"sim/theory/erlang.hpp": HEADER + "#include <Eigen/Core>\n", "cli/a.cpp": source("sim/theory/erlang.hpp")},
        {"cli/table.hpp": HEADER + "#include <fmt/format.h>\n", "cli/a.cpp": source("cli/table.hpp")},
        {"cli/table.hpp": HEADER + "#include <iostream>\n", "cli/a.cpp": source("cli/table.hpp")},
        {"models/workload/poisson.cpp": "// Poisson.\n#include <random>\n"},
        {"cli/table.cpp": "// A table.\n#include <format>\n"},
    ],
    "unused-header": [
        {"sim/stats/mean.hpp": HEADER},
        {"sim/stats/mean.hpp": HEADER, "sim/stats/mean.cpp": source("sim/stats/mean.hpp")},
    ],
    "file-length": [{"cli/run.cpp": source() + "int x;\n" * 400}, {"docs/a.md": "# A\n" + "text\n" * 400}],
    "line-length": [{"cli/run.cpp": source() + "//" + "x" * 119 + "\n"}, {"docs/a.md": "# A\n" + "x" * 121 + "\n"}],
    "pragma-once": [{"cli/run.hpp": "// A run.\n", "cli/main.cpp": source("cli/run.hpp")}],
    "head-comment": [
        {"models/routing/random.cpp": "int x;\n"},
        {"cli/run.hpp": "#pragma once\n", "cli/main.cpp": source("cli/run.hpp")},
    ],
    "document-title": [{"docs/a.md": "text\n"}, {"docs/a.md": "# A\n\n# B\n"}, {"docs/a.md": "text\n\n# A\n"}],
    "banned-word": [
        {"cli/run.cpp": source() + "// TO" "DO later\n"},
        {"docs/a.md": "# A\nIts behavi" "or.\n"},
        {"cli/run.cpp": source() + "int cpu_utili" "zation;\n"},
    ],
    "machine-path": [{"docs/a.md": "# A\nSee /ho" "me/jane/notes.\n"}],
    "lint-exception": [
        {"cli/run.cpp": source() + "int x;  // NO" "LINT\n"},
        {"cli/run.cpp": source() + "int x;  // NO" "LINT(bugprone-branch-clone)\n"},
    ],
    "nondeterminism": [
        {"sim/kernel/clock.cpp": source() + "auto t = std::chrono::steady_clock::now();\n"},
        {"models/routing/random.cpp": source() + "std::random_device device;\n"},
        {"models/routing/random.cpp": source() + "float load = 0;\n"},
    ],
    "model-complete": [without(COMPLETE_MODEL, path) for path in COMPLETE_MODEL if not path.endswith("/model.cpp")],
    "package-explained": [{"scripts/packages.txt": "build g++\n", "docs/dependencies.md": "# Dependencies\n"}],
    "link-resolves": [{"README.md": "# Us\n[the map](docs/map.md)\n"}, {"docs/a.md": "# A\n![x](images/x.png)\n"}],
    "check-exists": [{"sim/a.cpp": "// What: an a.\n// Checked against: tests/unit/sim/a_test.cpp.\n"}],
}

GOOD: list[dict[str, str]] = [
    COMPLETE_MODEL,
    complete_model_including("models/compute/cold_start.hpp"),
    including("models/catalog.cpp", "models/routing/random.hpp"),
    including("reports/csv/writer.cpp", "sim/stats/mean.hpp"),
    including("cli/run.cpp", "reports/csv/writer.hpp"),
    including("sim/kernel/clock.cpp", "sim/check.hpp"),
    {"sim/config/yaml_reader.cpp": "// Reads.\n#include <yaml-cpp/yaml.h>\n"},
    {"cli/run.cpp": source() + "auto t = std::chrono::steady_clock::now();\n"},
    {"cli/run.cpp": source() + "int x;  // NO" "LINT(bugprone-branch-clone): the branches differ in meaning\n"},
    {"sim/kernel/clock.cpp": source() + "float x;  // tidy-allow(nondeterminism): a unit test of the rule\n"},
    {"docs/a.md": "# A\n```\n# not a title\n```\n[b](b.md#part) [c](https://example.org)\n", "docs/b.md": "# B\n"},
    {"docs/reference.md": "# Reference\nGenerated by `headroom docs`.\n" + "text\n" * 500},
    {"reports/vendor/a.js": "x" * 200, "tests/diagnostics/a.yaml": "x" * 200},
]


def rules_hit(files: dict[str, str]) -> set[str]:
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        return {finding.split(": ")[1] for finding in tidy.findings(tidy.Tree(root))}


def main() -> int:
    wrong = [f"no bad example for the rule {name}" for name in map(tidy.rule_name, tidy.RULES) if name not in BAD]
    for rule, trees in BAD.items():
        for files in trees:
            hit = rules_hit(files)
            if hit != {rule}:
                wrong.append(f"{rule} should have refused, and alone, {files}; refused by: {sorted(hit) or 'none'}")
    for files in GOOD:
        if hit := rules_hit(files):
            wrong.append(f"nothing should have refused {files}; refused by: {sorted(hit)}")
    print("\n".join(wrong) or f"tidy refuses {sum(map(len, BAD.values()))} bad trees and accepts {len(GOOD)} good ones")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
