// Load-balanced replicas: Fargate tasks behind a balancer against the hand-written processor-sharing loop; with one
// step a request, and with the three steps of a web shop (against the same one-step loop).
#include <fmt/core.h>

#include "tests/bench/model_bench.hpp"
#include "tests/bench/reference/balanced_replicas.hpp"

namespace {

constexpr std::int64_t kRequests = 2'000'000;
constexpr double kServiceSeconds = 0.1;
constexpr std::int64_t kVcpus = 2;
constexpr std::int64_t kRatePerTarget = 16;  // load 0.8: 0.8 x 2 vCPU / 100 ms

constexpr const char* kOneStep = R"(
  containers: {app: {cpu: 1, memory: 64MiB}}
  request: [{container: app, cpu_time: {kind: exponential, mean: 100ms}}])";

constexpr const char* kThreeSteps = R"(
  containers:
    nginx: {cpu: 0.25, memory: 64MiB, role: proxy}
    app: {cpu: 1, memory: 512MiB}
    cache: {cpu: 0.25, memory: 128MiB}
  request:
    - {container: nginx, cpu_time: 2ms}
    - {container: app, cpu_time: {kind: lognormal, mean: 90ms, cv: 1.2}, wait: {kind: exponential, mean: 20ms}}
    - {container: cache, cpu_time: {kind: exponential, mean: 8ms}})";

std::string scenario(std::int64_t targets, const char* application) {
  return fmt::format(R"(
schema: 1
name: bench
duration: {}s
warm_up: 0s
drain: 0s
tick: 1h
replications: 1
workload: {{kind: poisson, rate: {}/s}}
application:{}
architectures:
  fargate:
    kind: ecs
    launch_type: fargate
    task: {{cpu: {}, memory: 4GiB}}
    concurrency: 4
    scaling: {{kind: fixed, replicas: {}}}
    load_balancer: {{kind: alb, routing: least_outstanding_requests, health_check_interval: 0s}}
)",
                     kRequests / (targets * kRatePerTarget) + 1, targets * kRatePerTarget, application, kVcpus,
                     targets);
}

void reference_loop(benchmark::State& state) {
  const auto targets = static_cast<std::uint32_t>(state.range(0));
  for (auto _ : state) {
    bench::reference::BalancedReplicas loop{targets, 1e9 / static_cast<double>(kRatePerTarget * targets),
                                            kServiceSeconds * 1e9};
    benchmark::DoNotOptimize(loop.run(static_cast<std::uint64_t>(kRequests)));
  }
  state.SetItemsProcessed(state.iterations() * kRequests);
}

void reference_ecs(benchmark::State& state) {
  reference_loop(state);
}
void model_ecs(benchmark::State& state) {
  bench::run_scenario(state, scenario(state.range(0), kOneStep));
}
void reference_ecs_steps(benchmark::State& state) {
  reference_loop(state);
}
void model_ecs_steps(benchmark::State& state) {
  bench::run_scenario(state, scenario(state.range(0), kThreeSteps));
}

}  // namespace

BENCHMARK(reference_ecs)->Arg(10)->Arg(100)->Arg(1'000)->Arg(10'000)->Unit(benchmark::kMillisecond);
BENCHMARK(model_ecs)->Arg(10)->Arg(100)->Arg(1'000)->Arg(10'000)->Unit(benchmark::kMillisecond);
BENCHMARK(reference_ecs_steps)->Arg(100)->Unit(benchmark::kMillisecond);
BENCHMARK(model_ecs_steps)->Arg(100)->Unit(benchmark::kMillisecond);
