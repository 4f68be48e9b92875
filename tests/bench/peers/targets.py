"""What is wanted, by the names of headroom_bench: the rows of docs/benchmarks.md."""

from published import DSLAB_200_CONTAINERS, DSLAB_ONE_HOST, SIMFAAS_8_ENVIRONMENTS, SIMFAAS_241_ENVIRONMENTS

KERNEL = "kernel, M/M/c"
LAMBDA = "Lambda, whole model"
FARGATE = "Fargate behind an ALB, whole model"

# path, case, name, least share of the loop's speed
SHARES = (
    *((KERNEL, f"c = {servers:,}", f"mmc/{servers}", 0.7) for servers in (1, 10, 100, 1000)),
    (LAMBDA, "0.9/s × 1.991 s", "lambda/0.9_per_s/1991_ms", 0.5),
    (LAMBDA, "10/s × 0.1 s", "lambda/10_per_s/100_ms", 0.5),
    (LAMBDA, "100/s × 0.1 s", "lambda/100_per_s/100_ms", 0.5),
    (LAMBDA, "100/s × 2 s", "lambda/100_per_s/2000_ms", 0.5),
    (LAMBDA, "1,000/s × 0.1 s", "lambda/1000_per_s/100_ms", 0.5),
    (LAMBDA, "10,000/s × 0.1 s", "lambda/10000_per_s/100_ms", 0.5),
    (LAMBDA, "10,000/s × 2 s (20,000 environments)", "lambda/10000_per_s/2000_ms", 0.5),
    *((FARGATE, f"{replicas:,} targets", f"ecs/{replicas}", 0.5) for replicas in (10, 100, 1000, 10000)),
    ("the same, three steps", "100 targets, against the one-step loop", "ecs_steps/100", 0.2),
)

# text, name of the small case, name of the large one, most growth, whether times the loop's own
GROWTH = (
    ("Lambda, 10 → 20,000 environments", "lambda/100_per_s/100_ms", "lambda/10000_per_s/2000_ms", 1.6, False),
    ("Fargate, 10 → 10,000 targets", "ecs/10", "ecs/10000", 1.5, True),
)

# text, name, rate on the other day's machine
YARDSTICKS = (
    *((f"M/M/c, c = {servers:,}", f"mmc/{servers}", rate)
      for servers, rate in ((1, 34.4e6), (10, 32.7e6), (100, 26.4e6), (1000, 20.5e6))),
    ("keep-alive pool, 0.9/s × 1.991 s", "lambda/0.9_per_s/1991_ms", 33.0e6),
    ("keep-alive pool, 10/s × 0.1 s", "lambda/10_per_s/100_ms", 32.3e6),
    ("keep-alive pool, 100/s × 0.1 s", "lambda/100_per_s/100_ms", 27.3e6),
    ("keep-alive pool, 1,000/s × 0.1 s", "lambda/1000_per_s/100_ms", 24.0e6),
    ("keep-alive pool, 10,000/s × 0.1 s", "lambda/10000_per_s/100_ms", 19.0e6),
    ("keep-alive pool, 10,000/s × 2 s", "lambda/10000_per_s/2000_ms", 14.3e6),
    *((f"balanced replicas, {replicas:,}", f"ecs/{replicas}", rate)
      for replicas, rate in ((10, 19.0e6), (100, 17.0e6), (1000, 12.7e6), (10000, 8.8e6))),
)

# engine, least ratio of the kernel, of the full model; 0: no target
ENGINES = (
    ("heapq loop", 0, 0),
    ("SimPy", 200, 70),
    ("SimGrid, worker actors", 60, 20),
    ("SimGrid, an actor per customer", 60, 20),
    ("ns-3, map", 4, 2),
    ("ns-3, priority queue", 4, 2),
    ("ns-3, priority queue, keys only", 0, 0),
)

# engine, work, name of our figure, slow and fast end of theirs, least ratio
KEEP_ALIVE = (
    ("SimFaaS", "0.9/s × 1.991 s, 8 environments", "lambda/0.9_per_s/1991_ms", *SIMFAAS_8_ENVIRONMENTS, 100),
    ("SimFaaS", "100/s, some 240 environments", "lambda/100_per_s/2000_ms", *SIMFAAS_241_ENVIRONMENTS, 100),
    ("DSLab FaaS", "one host", "lambda/0.9_per_s/1991_ms", *DSLAB_ONE_HOST, 8),
    ("DSLab FaaS", "200 containers and more", "lambda/100_per_s/2000_ms", *DSLAB_200_CONTAINERS, 20),
)
