// M/M/10 through the full model, against the hand-written loop: one Fargate task with room for ten requests at a time,
// each on a vCPU of its own, and one line for those that wait. What docs/benchmarks.md compares with other engines.
#include "tests/bench/model_bench.hpp"
#include "tests/bench/reference/multi_server_queue.hpp"

namespace {

constexpr std::uint32_t kServers = 10;
constexpr double kServiceNanoseconds = 1e8;
constexpr double kGapNanoseconds = 1e9 / 90;  // load 0.9
constexpr std::int64_t kRequests = 90 * 22'000;

// Fargate has no task of ten vCPUs; of sixteen, ten requests of one vCPU each leave six idle.
constexpr const char* kScenario = R"(
schema: 1
name: bench
duration: 22000s
warm_up: 0s
drain: 0s
tick: 24h
replications: 1
workload: {kind: poisson, rate: 90/s}
application:
  containers: {app: {cpu: 1, memory: 64MiB}}
  request: [{container: app, cpu_time: {kind: exponential, mean: 100ms}}]
architectures:
  fargate:
    kind: ecs
    launch_type: fargate
    task: {cpu: 16, memory: 32GiB}
    concurrency: 10
    scaling: {kind: fixed, replicas: 1}
    load_balancer: {kind: alb, routing: least_outstanding_requests, health_check_interval: 0s}
)";

void reference_mm10_full(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(bench::reference::multi_server_queue(static_cast<std::uint64_t>(kRequests), kServers,
                                                                  kGapNanoseconds, kServiceNanoseconds));
  }
  state.SetItemsProcessed(state.iterations() * kRequests);
}

void model_mm10_full(benchmark::State& state) {
  bench::run_text_scenario(state, kScenario);
}

}  // namespace

BENCHMARK(reference_mm10_full)->Unit(benchmark::kMillisecond);
BENCHMARK(model_mm10_full)->Unit(benchmark::kMillisecond);
