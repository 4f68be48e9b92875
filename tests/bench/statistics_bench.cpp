// Statistics: what is recorded per request, against appending the value to a list in warm memory, which keeps nothing
// but the value; and the integral of a level against the same in one double.
#include <cstddef>
#include <cstdint>
#include <vector>

#include <benchmark/benchmark.h>

#include "sim/random/stream.hpp"
#include "sim/random/ziggurat.hpp"
#include "sim/stats/histogram.hpp"
#include "sim/stats/time_weighted.hpp"

namespace {

constexpr std::size_t kValues = std::size_t{1} << 16;

/// Exponential latencies of 100 ms on average.
std::vector<std::int64_t> latencies() {
  sim::random::Stream stream{1};
  std::vector<std::int64_t> values(kValues);
  for (std::int64_t& value : values) {
    value = static_cast<std::int64_t>(sim::random::exponential(stream) * 1e8);
  }
  return values;
}

void reference_statistics_histogram(benchmark::State& state) {
  const std::vector<std::int64_t> values = latencies();
  std::vector<std::int64_t> list;
  list.reserve(kValues);
  for (auto _ : state) {
    list.clear();
    for (const std::int64_t value : values) {
      list.push_back(value);
    }
    benchmark::DoNotOptimize(list.data());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kValues));
}

void model_statistics_histogram(benchmark::State& state) {
  const std::vector<std::int64_t> values = latencies();
  sim::stats::LatencyHistogram histogram;
  for (auto _ : state) {
    for (const std::int64_t value : values) {
      histogram.record(sim::Duration::nanoseconds(value));
    }
    benchmark::DoNotOptimize(&histogram);  // all of it, or only the count would be kept
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kValues));
}

void reference_statistics_level(benchmark::State& state) {
  const std::vector<std::int64_t> gaps = latencies();
  for (auto _ : state) {
    double integral = 0.0;
    std::int64_t level = 0;
    for (std::size_t i = 0; i < kValues; ++i) {
      integral += static_cast<double>(level) * static_cast<double>(gaps[i]);
      level += (gaps[i] & 1) == 0 ? 1 : -1;
    }
    benchmark::DoNotOptimize(integral);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kValues));
}

void model_statistics_level(benchmark::State& state) {
  const std::vector<std::int64_t> gaps = latencies();
  for (auto _ : state) {
    sim::stats::TimeWeighted level;
    sim::Time now;
    for (std::size_t i = 0; i < kValues; ++i) {
      now = now + sim::Duration::nanoseconds(gaps[i]);
      level.add(now, (gaps[i] & 1) == 0 ? 1 : -1);
    }
    benchmark::DoNotOptimize(level.integral(now));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kValues));
}

}  // namespace

BENCHMARK(reference_statistics_histogram);
BENCHMARK(model_statistics_histogram);
BENCHMARK(reference_statistics_level);
BENCHMARK(model_statistics_level);
