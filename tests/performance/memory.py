"""What memory is spent on: the peak of a run against its requests, of requests in flight, of replicas."""

import pathlib
import tempfile

from program import LIBRARY, peak_bytes, settings

# Each tick keeps its rows until the end, so runs that are compared have ten ticks; what differs is how long one is. It
# must divide an hour or be a multiple of one.
TICKS = 10
STEADY = {
    "lambda": {"workload__rate": "10000/s"},
    "ecs": {"workload__rate": "1740/s", "architectures__fargate__scaling__replicas": 110},
}
TICK_SECONDS = {
    "lambda": {10**6: 10, 10**7: 100, 10**9: 3 * 3_600},
    "ecs": {10**6: 60, 10**7: 600, 10**9: 16 * 3_600},
}


def peak_after(case: str, requests: int) -> int:
    """Peak bytes of a steady run of at least that many requests, one of the numbers above."""
    tick = TICK_SECONDS[case][requests]
    return peak_bytes(LIBRARY / f"bench_{case}.yaml",
                      *settings(**STEADY[case], duration=f"{TICKS * tick}s", tick=f"{tick}s", warm_up="0s", drain="0s"))


SCENARIO = """\
schema: 1
name: memory
duration: {duration}s
warm_up: 0s
drain: 0s
tick: {tick}s
replications: 1
workload: {{kind: constant, rate: {rate}/s}}
application:
  containers: {{app: {{cpu: 1, memory: 64MiB}}}}
  request: [{{container: app, cpu_time: {cpu_time}, wait: {wait}}}]
architectures:
  only: {{{architecture}}}
"""
BEHIND_ALB = ("scaling: {{kind: fixed, replicas: {replicas}}}, "
              "load_balancer: {{kind: alb, routing: least_outstanding_requests, health_check_interval: 0s}}")
FARGATE = "kind: ecs, launch_type: fargate, task: {{cpu: 2, memory: 4GiB}}, " + BEHIND_ALB
EC2 = "kind: ec2_asg, instance_type: m7i.large, " + BEHIND_ALB
LAMBDA = "kind: lambda, memory: 1769MiB, idle_expiry: 600s, concurrency_quota: 2000000"

ARRIVALS = 10_000  # a second, and nobody leaves: in flight are all that have come
FEW_SECONDS, MANY_SECONDS = 20, 80
# Where a request can be while it is in flight. Each is (architecture, cpu_time, wait).
IN_FLIGHT = {
    "waiting for others (ecs)": (FARGATE.format(replicas=10), "1us", "800s"),
    "sharing vCPUs (ecs)": (FARGATE.format(replicas=10), "1h", "0s"),
    "queued in a replica (ecs)": (FARGATE.format(replicas=10) + ", concurrency: 1", "1h", "0s"),
    "in an environment of its own (lambda)": (LAMBDA, "800s", "0s"),
}
FEW_REPLICAS, MANY_REPLICAS = 2_000, 20_000
REPLICAS = {"ecs on Fargate": FARGATE + ", concurrency: 4", "ec2_asg": EC2 + ", concurrency: 4"}


def peak_of(architecture: str, duration: int, rate: int, cpu_time: str = "1ms", wait: str = "0s") -> int:
    with tempfile.TemporaryDirectory(prefix="headroom-") as folder:
        path = pathlib.Path(folder, "memory.yaml")
        path.write_text(SCENARIO.format(duration=duration, tick=duration // 2, rate=rate, cpu_time=cpu_time, wait=wait,
                                        architecture=architecture), encoding="utf-8")
        return peak_bytes(path)


def bytes_per_request(place: str) -> float:
    """From 200,000 to 800,000 in flight: four times as many, so that lists which double stand at the same filling."""
    architecture, cpu_time, wait = IN_FLIGHT[place]
    few, many = (peak_of(architecture, span, ARRIVALS, cpu_time, wait) for span in (FEW_SECONDS, MANY_SECONDS))
    return (many - few) / ((MANY_SECONDS - FEW_SECONDS) * ARRIVALS)


def bytes_per_replica(kind: str) -> float:
    few, many = (peak_of(REPLICAS[kind].format(replicas=count), 60, 10) for count in (FEW_REPLICAS, MANY_REPLICAS))
    return (many - few) / (MANY_REPLICAS - FEW_REPLICAS)


if __name__ == "__main__":
    for where in IN_FLIGHT:
        print(f"{bytes_per_request(where):8.0f} B per request {where}")
    for what in REPLICAS:
        print(f"{bytes_per_replica(what):8.0f} B per replica of {what}")
    for name in ("lambda", "ecs"):
        print(f"{peak_after(name, 10**7) / peak_after(name, 10**6):8.3f} peak after 10^7 over 10^6 requests, {name}")
