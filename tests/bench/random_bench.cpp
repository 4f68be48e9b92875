// Random numbers: the generator against the same one written out, each sampler against the standard library's.
#include <random>

#include <benchmark/benchmark.h>

#include "sim/random/distribution.hpp"
#include "sim/random/stream.hpp"
#include "sim/random/ziggurat.hpp"
#include "tests/bench/reference/random_numbers.hpp"

namespace {

using sim::random::DistributionSpec;

constexpr int kDraws = 100'000;

template <class Draw>
void draw_many(benchmark::State& state, Draw draw) {
  for (auto _ : state) {
    for (int i = 0; i < kDraws; ++i) {
      benchmark::DoNotOptimize(draw());
    }
  }
  state.SetItemsProcessed(state.iterations() * kDraws);
}

template <class Distribution>
void draw_standard(benchmark::State& state, Distribution distribution) {
  bench::reference::Xoshiro generator;
  draw_many(state, [&] { return distribution(generator); });
}

/// In whole nanoseconds and cut to the longest duration: what the models draw.
void draw_duration(benchmark::State& state, DistributionSpec::Kind kind, double cv) {
  DistributionSpec spec;
  spec.kind = kind;
  spec.mean = sim::Duration::milliseconds(100);
  spec.cv = cv;
  const sim::random::Sampler sampler{spec};
  sim::random::Stream stream{1};
  draw_many(state, [&] { return sampler.draw(stream); });
}

void reference_random_u64(benchmark::State& state) {
  bench::reference::Xoshiro generator;
  draw_many(state, [&] { return generator(); });
}
void model_random_u64(benchmark::State& state) {
  sim::random::Stream stream{1};
  draw_many(state, [&] { return stream.next_u64(); });
}

void reference_random_exponential(benchmark::State& state) {
  draw_standard(state, std::exponential_distribution<double>{1.0});
}
void model_random_exponential(benchmark::State& state) {
  sim::random::Stream stream{1};
  draw_many(state, [&] { return sim::random::exponential(stream); });
}

void reference_random_normal(benchmark::State& state) {
  draw_standard(state, std::normal_distribution<double>{});
}
void model_random_normal(benchmark::State& state) {
  sim::random::Stream stream{1};
  draw_many(state, [&] { return sim::random::normal(stream); });
}

void reference_random_lognormal(benchmark::State& state) {
  draw_standard(state, std::lognormal_distribution<double>{18.0, 1.0});
}
void model_random_lognormal(benchmark::State& state) {
  draw_duration(state, DistributionSpec::Kind::kLognormal, 1.3);
}

void reference_random_gamma(benchmark::State& state) {
  draw_standard(state, std::gamma_distribution<double>{2.5, 4e7});
}
void model_random_gamma(benchmark::State& state) {
  draw_duration(state, DistributionSpec::Kind::kGamma, 0.632);  // shape 2.5
}

}  // namespace

BENCHMARK(reference_random_u64);
BENCHMARK(model_random_u64);
BENCHMARK(reference_random_exponential);
BENCHMARK(model_random_exponential);
BENCHMARK(reference_random_normal);
BENCHMARK(model_random_normal);
BENCHMARK(reference_random_lognormal);
BENCHMARK(model_random_lognormal);
BENCHMARK(reference_random_gamma);
BENCHMARK(model_random_gamma);
