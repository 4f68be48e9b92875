"""A thousand million requests need no more memory than ten million."""

import unittest

import memory


class Memory(unittest.TestCase):
    def test_is_flat_up_to_a_thousand_million_requests(self):
        for case in ("lambda", "ecs"):
            with self.subTest(case):
                few, many = memory.peak_after(case, 10**7), memory.peak_after(case, 10**9)
                self.assertLess(many / few, 1.05, f"{few} bytes after 10^7 requests, {many} after 10^9")


if __name__ == "__main__":
    unittest.main()
