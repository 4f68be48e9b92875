#include "cli/starter.hpp"

namespace cli {

std::string_view starter_scenario() {
  return R"(# yaml-language-server: $schema=scenario.schema.json
#
# Which architecture should carry our shop: EC2 instances, ECS on EC2, ECS on Fargate, or Lambda?
#
# Values carry their units. What is left out has a default; `headroom explain scenario.yaml` shows every one of them
# with its source, and `headroom explain KIND` what else a kind can do.
schema: 1
name: web-shop
region: us-east-1             # decides the prices; `headroom list region` shows the others
duration: 1d                  # what is measured and billed; costs per month are scaled from it
warm_up: 30min                # simulated before, so that the day does not begin with an empty house
replications: 3               # independent repetitions: the confidence intervals come from them
seed: 1

# The traffic: every architecture meets the same requests at the same instants.
workload:
  kind: diurnal               # others: headroom list workload
  rate: 20/s                  # the mean over a day
  peak_to_mean: 2
  peak_at: 14h
  flash_crowds:
    - {at: 20h, factor: 3, rise: 2min, hold: 10min, fall: 10min}   # the evening's advertisement

# What a copy of the application is made of, and what a request does in it. cpu_time is time on one vCPU of an
# m7i.large; wait is time for the database and others, which needs no CPU here.
application:
  containers:
    nginx: {cpu: 0.25, memory: 64MiB, image: 60MB, role: proxy, depends_on: [app]}
    app: {cpu: 0.75, memory: 512MiB, image: 350MB, start: 4s}
  request:
    - {container: nginx, cpu_time: 0.2ms}
    - container: app
      cpu_time: {kind: lognormal, mean: 40ms, cv: 0.8}
      wait: {kind: exponential, mean: 20ms}

# What counts as good enough. `headroom run scenario.yaml --check` exits with 4 if an architecture misses it.
slo: {latency_p99: 1s, availability: 99.9%}

# Each starts from two copies, so that one zone may fail.
architectures:
  ec2:
    kind: ec2_asg             # one copy of the application per instance
    instance_type: m7i.large
    scaling: {kind: target_tracking, metric: cpu, target: 50%, min: 2, max: 20}
    load_balancer: {kind: alb, routing: least_outstanding_requests}
  ecs-ec2:
    kind: ecs                 # tasks, packed on instances that a capacity provider adds and removes
    launch_type: ec2
    task: {cpu: 1, memory: 1GiB}
    instances: {instance_type: m7i.large}
    capacity_provider: {min: 2, max: 20}
    scaling: {kind: target_tracking, metric: cpu, target: 50%, min: 2, max: 40}
    load_balancer: {kind: alb, routing: least_outstanding_requests}
  ecs-fargate:
    kind: ecs                 # the same tasks, each in a microVM of the provider's
    launch_type: fargate
    task: {cpu: 1, memory: 2GiB}
    scaling: {kind: target_tracking, metric: cpu, target: 50%, min: 2, max: 40}
    load_balancer: {kind: alb, routing: least_outstanding_requests}
  lambda:
    kind: lambda              # one request per environment
    memory: 1769MiB           # with this much comes one vCPU
    runtime: nodejs22
)";
}

}  // namespace cli
