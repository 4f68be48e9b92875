// The whole Lambda model against the hand-written keep-alive pool: scenarios/library/bench_lambda.yaml, metering on,
// swept from 2 to 20,000 concurrent requests.
#include <cmath>
#include <string>

#include <fmt/core.h>

#include "tests/bench/model_bench.hpp"
#include "tests/bench/reference/keep_alive_pool.hpp"

namespace {

constexpr std::int64_t kExpiryNanoseconds = 600'000'000'000;

/// Rates and service times of the published runs and prototypes that docs/benchmarks.md compares with.
struct Case {
  double per_second = 0.0;
  std::int64_t service_ms = 0;
  std::int64_t requests = 0;  ///< some hundred times what fills the pool
};
constexpr Case kCases[] = {{0.9, 1'991, 2'000'000},   {10, 100, 2'000'000},    {100, 100, 2'000'000},
                           {100, 2'000, 2'000'000},   {1'000, 100, 2'000'000}, {10'000, 100, 4'000'000},
                           {10'000, 2'000, 8'000'000}};

void reference_lambda(benchmark::State& state, const Case& load) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        bench::reference::keep_alive_pool(static_cast<std::uint64_t>(load.requests), 1e9 / load.per_second,
                                          static_cast<double>(load.service_ms) * 1e6, kExpiryNanoseconds));
  }
  state.SetItemsProcessed(state.iterations() * load.requests);
}

void model_lambda(benchmark::State& state, const Case& load) {
  const auto seconds = static_cast<std::int64_t>(std::ceil(static_cast<double>(load.requests) / load.per_second));
  bench::run_library_scenario(state, "bench_lambda",
                              {{"workload.rate", fmt::format("{}/s", load.per_second)},
                               {"application.request[0].cpu_time.mean", fmt::format("{}ms", load.service_ms)},
                               {"duration", fmt::format("{}s", seconds)},
                               {"tick", "24h"},
                               {"drain", "0s"}});
}

std::string name_of(const char* kind, const Case& load) {
  return fmt::format("{}_lambda/{}_per_s/{}_ms", kind, load.per_second, load.service_ms);
}

[[maybe_unused]] const bool registered = [] {
  for (const Case& load : kCases) {
    benchmark::RegisterBenchmark(name_of("reference", load).c_str(), reference_lambda, load)
        ->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark(name_of("model", load).c_str(), model_lambda, load)->Unit(benchmark::kMillisecond);
  }
  return true;
}();

}  // namespace
