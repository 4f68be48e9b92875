// The whole Lambda model against the hand-written keep-alive pool: scenario in, metrics out, metering on.
#include <fmt/core.h>

#include "tests/bench/model_bench.hpp"
#include "tests/bench/reference/keep_alive_pool.hpp"

namespace {

constexpr double kServiceSeconds = 0.1;
constexpr std::int64_t kExpirySeconds = 600;
constexpr std::int64_t kRequests = 2'000'000;

std::string scenario(std::int64_t rate) {
  return fmt::format(R"(
schema: 1
name: bench
duration: {}s
warm_up: 0s
drain: 0s
tick: 1h
replications: 1
workload: {{kind: poisson, rate: {}/s}}
application:
  containers: {{app: {{cpu: 1, memory: 64MiB}}}}
  request: [{{container: app, cpu_time: {{kind: exponential, mean: 100ms}}}}]
architectures:
  pool: {{kind: lambda, memory: 1769MiB, idle_expiry: {}s, concurrency_quota: 1000000}}
)",
                     kRequests / rate, rate, kExpirySeconds);
}

void reference_keep_alive(benchmark::State& state) {
  const auto rate = static_cast<double>(state.range(0));
  for (auto _ : state) {
    benchmark::DoNotOptimize(bench::reference::keep_alive_pool(static_cast<std::uint64_t>(kRequests), 1e9 / rate,
                                                               kServiceSeconds * 1e9, kExpirySeconds * 1'000'000'000));
  }
  state.SetItemsProcessed(state.iterations() * kRequests);
}

void model_keep_alive(benchmark::State& state) {
  bench::run_scenario(state, scenario(state.range(0)));
}

}  // namespace

BENCHMARK(reference_keep_alive)->Arg(10)->Arg(1'000)->Arg(10'000)->Unit(benchmark::kMillisecond);
BENCHMARK(model_keep_alive)->Arg(10)->Arg(1'000)->Arg(10'000)->Unit(benchmark::kMillisecond);
