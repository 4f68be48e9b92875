"""Memory does not grow with the number of requests, and a request in flight and a replica cost little."""

import unittest

import memory


class Memory(unittest.TestCase):
    def test_is_flat_in_requests(self):
        for case in ("lambda", "ecs"):
            with self.subTest(case):
                few, many = memory.peak_after(case, 10**6), memory.peak_after(case, 10**7)
                self.assertLess(many / few, 1.05, f"{few} bytes after 10^6 requests, {many} after 10^7")

    def test_of_a_request_in_flight(self):
        for place in memory.IN_FLIGHT:
            with self.subTest(place):
                self.assertLess(memory.bytes_per_request(place), 200)

    def test_of_a_replica(self):
        for kind in memory.REPLICAS:
            with self.subTest(kind):
                self.assertLess(memory.bytes_per_replica(kind), 1024)


if __name__ == "__main__":
    unittest.main()
