"""M/M/c in SimPy: a process per server, fed by a store, which is SimPy's fastest way to write it.

    simpy_queue.py CUSTOMERS SERVERS   →   customers per second of CPU time, mean time in the system in service times
"""

import random
import sys
import time

import simpy

LOAD = 0.9


def mean_time(customers: int, servers: int) -> float:
    exponential = random.Random(1).expovariate
    environment = simpy.Environment()
    timeout = environment.timeout
    line = simpy.Store(environment)
    total = 0.0

    def server():
        nonlocal total
        while True:
            arrived = yield line.get()
            yield timeout(exponential(1.0))
            total += environment.now - arrived

    def source():
        rate = LOAD * servers
        for _ in range(customers):
            yield timeout(exponential(rate))
            line.put(environment.now)

    for _ in range(servers):
        environment.process(server())
    environment.process(source())
    environment.run()
    return total / customers


if __name__ == "__main__":
    count, size = int(sys.argv[1]), int(sys.argv[2])
    began = time.process_time()
    mean = mean_time(count, size)
    print(count / (time.process_time() - began), mean)
