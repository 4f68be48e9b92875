"""Runs the program as a person or a pipeline would: what the tests of the command line share."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["HEADROOM"]

SCENARIO = """\
# Which of the two carries ten minutes of traffic?
schema: 1
name: small
duration: 10min
warm_up: 2min
replications: 2
seed: 7
workload: {kind: poisson, rate: 5/s}
application:
  containers:
    app: {cpu: 1, memory: 512MiB, image: 100MB}
  request:
    - {container: app, cpu_time: 20ms, wait: 10ms}
architectures:
  ec2:
    kind: ec2_asg
    instance_type: m7i.large
    scaling: {kind: fixed, replicas: 2}
  lambda:
    kind: lambda
    idle_expiry: 30s
    memory: 1769MiB
"""


class ProgramTest(unittest.TestCase):
    """Each test has a folder of its own, which is also the working directory of the program."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="headroom-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def write(self, name: str, text: str = SCENARIO) -> pathlib.Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def start(self, *words: str, **variables: str) -> subprocess.Popen:
        environment = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "LC_ALL", "LC_CTYPE")}
        environment |= {"LANG": "C.UTF-8"} | variables
        return subprocess.Popen([PROGRAM, *words], cwd=self.folder, env=environment, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")

    def run_program(self, *words: str, expect: int = 0, **variables: str) -> subprocess.CompletedProcess:
        with self.start(*words, **variables) as process:
            out, err = process.communicate(timeout=240)
        self.assertEqual(process.returncode, expect, f"headroom {' '.join(words)}\nstdout: {out}\nstderr: {err}")
        return subprocess.CompletedProcess(words, process.returncode, out, err)

    def refused(self, *words: str, says: str) -> None:
        """Wrong usage: exit code 2, nothing on stdout, a message that helps."""
        result = self.run_program(*words, expect=2)
        self.assertEqual(result.stdout, "")
        self.assertIn(says, result.stderr)

    def json_of(self, result: subprocess.CompletedProcess) -> dict:
        self.assertNotIn("\x1b", result.stdout)
        parsed = json.loads(result.stdout)
        self.assertEqual(parsed["schema_version"], 1)
        return parsed

    def files(self, folder: str) -> dict[str, bytes]:
        """Every file below a folder by its relative path; of run.json without what may differ between two runs."""
        root = self.folder / folder
        content = {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}
        if "run.json" in content:
            run = json.loads(content["run.json"])
            del run["timing"]
            content["run.json"] = json.dumps(run).encode()
        return content
