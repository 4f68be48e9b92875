// Load-balanced replicas: scenarios/library/bench_ecs.yaml, Fargate tasks behind a balancer, against the hand-written
// processor-sharing loop; and bench_ecs_steps.yaml, the three steps of a web shop, against the same one-step loop.
#include <string>

#include <fmt/core.h>

#include "tests/bench/model_bench.hpp"
#include "tests/bench/reference/balanced_replicas.hpp"

namespace {

constexpr double kServiceNanoseconds = 1e8;
constexpr std::int64_t kRatePerTarget = 16;  // load 0.8: 0.8 x 2 vCPU / 100 ms

/// At least two million, and 600 a target: building and filling a target costs what some requests cost.
std::int64_t requests_of(std::int64_t targets) {
  return std::max<std::int64_t>(2'000'000, 600 * targets);
}

void reference_loop(benchmark::State& state) {
  const std::int64_t targets = state.range(0);
  const auto gap = 1e9 / static_cast<double>(kRatePerTarget * targets);
  for (auto _ : state) {
    bench::reference::BalancedReplicas loop{static_cast<std::uint32_t>(targets), gap, kServiceNanoseconds};
    benchmark::DoNotOptimize(loop.run(static_cast<std::uint64_t>(requests_of(targets))));
  }
  state.SetItemsProcessed(state.iterations() * requests_of(targets));
}

void run_model(benchmark::State& state, const std::string& scenario) {
  const std::int64_t targets = state.range(0);
  const std::int64_t rate = kRatePerTarget * targets;
  bench::run_library_scenario(state, scenario,
                              {{"workload.rate", fmt::format("{}/s", rate)},
                               {"architectures.fargate.scaling.replicas", fmt::format("{}", targets)},
                               {"duration", fmt::format("{}s", requests_of(targets) / rate + 1)},
                               {"warm_up", "0s"},
                               {"drain", "0s"},
                               {"tick", "24h"}});
}

void reference_ecs(benchmark::State& state) {
  reference_loop(state);
}
void model_ecs(benchmark::State& state) {
  run_model(state, "bench_ecs");
}
void reference_ecs_steps(benchmark::State& state) {
  reference_loop(state);
}
void model_ecs_steps(benchmark::State& state) {
  run_model(state, "bench_ecs_steps");
}

}  // namespace

BENCHMARK(reference_ecs)->RangeMultiplier(10)->Range(10, 10'000)->Unit(benchmark::kMillisecond);
BENCHMARK(model_ecs)->RangeMultiplier(10)->Range(10, 10'000)->Unit(benchmark::kMillisecond);
BENCHMARK(reference_ecs_steps)->Arg(100)->Unit(benchmark::kMillisecond);
BENCHMARK(model_ecs_steps)->Arg(100)->Unit(benchmark::kMillisecond);
