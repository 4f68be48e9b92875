"""Ctrl-C and SIGTERM: a message, 128 + the signal, and nothing half-written."""

import json
import signal
import time
import unittest

from program import SCENARIO, ProgramTest

# About an hour of work: it is certainly still running when the signal comes.
LONG = SCENARIO.replace("duration: 10min", "duration: 365d").replace("rate: 5/s", "rate: 500/s")


class Interrupt(ProgramTest):
    def interrupted(self, number: int) -> str:
        self.write("long.yaml", LONG)
        with self.start("run", "long.yaml") as process:
            time.sleep(0.7)
            self.assertIsNone(process.poll(), "the run was to be interrupted, and had ended")
            process.send_signal(number)
            out, err = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 128 + number)
        self.assertEqual(out, "")
        self.assertEqual([path.name for path in self.folder.iterdir()], ["long.yaml"])
        return err

    def test_ctrl_c(self):
        self.assertIn("headroom: interrupted; nothing was written", self.interrupted(signal.SIGINT))

    def test_terminate(self):
        self.assertIn("headroom: interrupted; nothing was written", self.interrupted(signal.SIGTERM))

    def test_results_of_an_earlier_run_are_kept(self):
        self.write("small.yaml")
        self.run_program("run", "small.yaml", "-q", "-o", "out")
        before = self.files("out")
        self.write("long.yaml", LONG)
        with self.start("run", "long.yaml", "-o", "out", "--overwrite") as process:
            time.sleep(0.7)
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=30)
        self.assertEqual(process.returncode, 130)
        self.assertEqual(self.files("out"), before)

    def test_a_sweep_keeps_its_finished_points_and_says_that_they_are_not_all(self):
        self.write("small.yaml")
        with self.start("sweep", "small.yaml", "--json", "-o", "out", "--vary",
                        "workload.rate=900/s..1000/s:log90") as process:
            time.sleep(2.0)
            self.assertIsNone(process.poll(), "the sweep was to be interrupted, and had ended")
            process.send_signal(signal.SIGINT)
            out, _ = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130)
        told = json.loads(out)
        self.assertTrue(told["interrupted"])
        self.assertEqual(told["points_wanted"], 90)
        self.assertLess(len(told["points"]), 90)
        self.assertEqual((told["break_evens"], told["stretches"]), ([], []))
        page = self.files("out")["sweep.html"].decode()
        self.assertIn(f"interrupted: {len(told['points'])} of 90 points", page)
        self.assertNotIn("No break-even", page)


if __name__ == "__main__":
    unittest.main()
