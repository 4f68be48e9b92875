"""M/M/c as one writes it in Python with nothing but heapq: the yardstick that carries figures between machines.

The same structure as the hand-written loop in C++ (tests/bench/reference/multi_server_queue.hpp): arrivals outside the
event set, one entry (finish, arrived) per busy server, a deque of customers that wait; variates by random.expovariate,
as in simpy_queue.py. One measurement:

    heapq_queue.py CUSTOMERS SERVERS   →   customers per second of CPU time, mean time in the system in service times
"""

import heapq
import random
import sys
import time
from collections import deque

LOAD = 0.9


def mean_time(customers: int, servers: int) -> float:
    exponential = random.Random(1).expovariate
    push, pop, replace = heapq.heappush, heapq.heappop, heapq.heapreplace
    rate = LOAD * servers
    busy: list[tuple[float, float]] = []  # (finish, arrived)
    line: deque[float] = deque()
    now = total = 0.0
    for _ in range(customers):
        now += exponential(rate)
        while busy and busy[0][0] <= now:
            finish, arrived = busy[0]
            total += finish - arrived
            if line:
                replace(busy, (finish + exponential(1.0), line.popleft()))
            else:
                pop(busy)
        if len(busy) < servers:
            push(busy, (now + exponential(1.0), now))
        else:
            line.append(now)
    return total / customers


if __name__ == "__main__":
    count, size = int(sys.argv[1]), int(sys.argv[2])
    began = time.process_time()
    mean = mean_time(count, size)
    print(count / (time.process_time() - began), mean)
