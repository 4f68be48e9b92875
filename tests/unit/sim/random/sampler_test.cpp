// What the samplers draw: the distribution, the same values in any block size, and pinned first values.
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>
#include <ostream>
#include <string>
#include <vector>

#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/weibull.hpp>
#include <gtest/gtest.h>

#include "sim/random/distribution.hpp"

namespace sim::random {
namespace {

using namespace sim::literals;
using Kind = DistributionSpec::Kind;

struct Case {
  std::string name{};
  DistributionSpec spec{};
  std::function<double(double)> cdf{};  ///< of a value in nanoseconds
  std::array<std::int64_t, 4> first{};  ///< the first values of the stream (42, 0, "app", "demand")
  std::uint64_t fingerprint = 0;        ///< FNV-1a of the first 10,000
};

Stream stream_of_test() {
  return make_stream(42, 0, "app", "demand");
}

DistributionSpec make(Kind kind, double cv = 0.0) {
  DistributionSpec spec;
  spec.kind = kind;
  spec.mean = 12_ms;
  spec.cv = cv;
  return spec;
}

DistributionSpec with_range(Kind kind, Duration low, Duration high, double shape) {
  DistributionSpec spec;
  spec.kind = kind;
  spec.low = low;
  spec.high = high;
  spec.shape = shape;
  return spec;
}

std::function<double(double)> gamma_cdf(double shape) {
  return [=](double x) { return boost::math::cdf(boost::math::gamma_distribution<double>{shape, 12e6 / shape}, x); };
}

std::function<double(double)> lognormal_cdf(double cv) {
  const double variance = std::log1p(cv * cv);
  const boost::math::lognormal_distribution<double> exact{std::log(12e6) - variance / 2.0, std::sqrt(variance)};
  return [=](double x) { return x > 0.0 ? boost::math::cdf(exact, x) : 0.0; };
}

std::function<double(double)> hyperexponential_cdf(double cv) {
  const double p = (1.0 + std::sqrt((cv * cv - 1.0) / (cv * cv + 1.0))) / 2.0;
  return [=](double x) {
    return -p * std::expm1(-2.0 * p * x / 12e6) - (1.0 - p) * std::expm1(-2.0 * (1.0 - p) * x / 12e6);
  };
}

std::function<double(double)> weibull_cdf(double shape) {
  const boost::math::weibull_distribution<double> exact{shape, 12e6 / std::tgamma(1.0 + 1.0 / shape)};
  return [=](double x) { return boost::math::cdf(exact, x); };
}

std::function<double(double)> pareto_cdf(double low, double high, double shape) {
  return [=](double x) { return (1.0 - std::pow(low / x, shape)) / (1.0 - std::pow(low / high, shape)); };
}

std::vector<Case> cases() {
  DistributionSpec erlang = make(Kind::kErlang);
  erlang.stages = 4;
  DistributionSpec weibull_by_shape = make(Kind::kWeibull);
  weibull_by_shape.shape = 0.8;
  return {
      {"exponential",
       exponential_with_mean(12_ms),
       [](double x) { return -std::expm1(-x / 12e6); },
       {7791442, 2609073, 4332651, 6991911},
       0xbee48254b94e71d0U},
      {"uniform",
       with_range(Kind::kUniform, 6_ms, 18_ms, 0.0),
       [](double x) { return (x - 6e6) / 12e6; },
       {16317879, 8777908, 7992528, 12753033},
       0x45c15c5577e69493U},
      {"erlang", erlang, gamma_cdf(4.0), {16414406, 9378016, 14893694, 12393273}, 0x9f0e75ac729109e7U},
      {"gamma_below_1",
       make(Kind::kGamma, 0.4),
       gamma_cdf(6.25),
       {15635649, 10026513, 14456938, 12483096},
       0x9980944cd0e0d910U},
      {"gamma_above_1",
       make(Kind::kGamma, 1.6),
       gamma_cdf(1.0 / 2.56),
       {26139372, 2196335, 1603653, 15591},
       0x2b0ffb9ac5519cfaU},
      {"lognormal",
       make(Kind::kLognormal, 1.2),
       lognormal_cdf(1.2),
       {16664744, 6055066, 5800476, 4158909},
       0x623b864f91d98271U},
      {"hyperexponential",
       make(Kind::kHyperexponential, 2.0),
       hyperexponential_cdf(2.0),
       {1470234, 3940000, 5241335, 31581921},
       0x8dd11627fc358fdU},
      {"weibull_by_shape",
       weibull_by_shape,
       weibull_cdf(0.8),
       {6172995, 1572466, 2964257, 5391610},
       0x4639b3a24a1de701U},
      {"weibull_by_cv",
       make(Kind::kWeibull, 1.0),
       weibull_cdf(1.0),
       {7791442, 2609073, 4332651, 6991911},
       0xbee48254b94e71d0U},
      {"pareto",
       with_range(Kind::kPareto, 3_ms, 2_s, 1.5),
       pareto_cdf(3e6, 2e9, 1.5),
       {11114774, 3575615, 3386017, 5207328},
       0xa46a5eb1b4052f5eU},
  };
}

/// What a failing case is called by GoogleTest.
void PrintTo(const Case& tested, std::ostream* out) {
  *out << tested.name;
}

class SamplerTest : public testing::TestWithParam<Case> {};

TEST_P(SamplerTest, HasItsDistribution) {
  constexpr std::size_t kDraws = 200'000;
  std::vector<std::int64_t> values(kDraws);
  Stream stream = stream_of_test();
  const Sampler sampler{GetParam().spec};
  sampler.fill(stream, values);

  // The mean to 5 standard deviations of itself.
  const double n = static_cast<double>(kDraws);
  const double mean = static_cast<double>(std::accumulate(values.begin(), values.end(), std::int64_t{0})) / n;
  const double expected = static_cast<double>(mean_of(GetParam().spec).nanoseconds());
  const double cv = cv_of(GetParam().spec);
  EXPECT_NEAR(mean, expected, 5.0 * cv * expected / std::sqrt(n) + 0.5);

  // The variance to 5 standard deviations of itself, its fourth moment taken from the sample.
  double second = 0.0;
  double fourth = 0.0;
  for (const std::int64_t value : values) {
    const double square = (static_cast<double>(value) - expected) * (static_cast<double>(value) - expected);
    second += square / n;
    fourth += square * square / n;
  }
  const double allowed = 5.0 * std::sqrt(std::max(0.0, fourth - second * second) / n);
  EXPECT_NEAR(second, cv * cv * expected * expected, allowed + 1.0);

  // sqrt(n) times the Kolmogorov-Smirnov distance: 2.23 is passed by one right sample in ten thousand.
  std::sort(values.begin(), values.end());
  double distance = 0.0;
  for (std::size_t i = 0; i < kDraws; ++i) {
    const double f = GetParam().cdf(static_cast<double>(values[i]));
    distance = std::max({distance, f - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - f});
  }
  EXPECT_LT(distance * std::sqrt(n), 2.23);
}

TEST_P(SamplerTest, FirstValuesArePinned) {
  Stream stream = stream_of_test();
  std::vector<std::int64_t> values(10'000);
  Sampler{GetParam().spec}.fill(stream, values);
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const std::int64_t value : values) {
    hash = (hash ^ static_cast<std::uint64_t>(value)) * 0x100000001b3U;
  }
  const std::array<std::int64_t, 4> first{values[0], values[1], values[2], values[3]};
  EXPECT_EQ(first, GetParam().first);
  EXPECT_EQ(hash, GetParam().fingerprint);
}

TEST_P(SamplerTest, BlocksOfAnySizeGiveTheSameValues) {
  const Sampler sampler{GetParam().spec};
  Stream whole = stream_of_test();
  std::vector<std::int64_t> at_once(1000);
  sampler.fill(whole, at_once);
  Stream piecewise = stream_of_test();
  std::vector<std::int64_t> pieces;
  for (std::size_t size = 0; pieces.size() < 1000; size = (size + 7) % 23) {
    std::vector<std::int64_t> block(std::min<std::size_t>(size, 1000 - pieces.size()));
    sampler.fill(piecewise, block);
    pieces.insert(pieces.end(), block.begin(), block.end());
    if (pieces.size() < 1000) {
      pieces.push_back(sampler.draw(piecewise));
    }
  }
  EXPECT_EQ(at_once, pieces);
  EXPECT_EQ(whole, piecewise);
}

INSTANTIATE_TEST_SUITE_P(Kinds, SamplerTest, testing::ValuesIn(cases()),
                         [](const testing::TestParamInfo<Case>& tested) { return tested.param.name; });

TEST(Sampler, AConstantDrawsNothing) {
  Stream stream = stream_of_test();
  std::vector<std::int64_t> values(10);
  Sampler{constant(50_ms)}.fill(stream, values);
  EXPECT_EQ(values, std::vector<std::int64_t>(10, 50'000'000));
  EXPECT_EQ(stream, stream_of_test());
}

TEST(Sampler, UniformIncludesBothEnds) {
  Stream stream = stream_of_test();
  const Sampler sampler{with_range(Kind::kUniform, 3_ns, 5_ns, 0.0)};
  std::array<int, 3> seen{};
  for (int i = 0; i < 30'000; ++i) {
    ++seen.at(static_cast<std::size_t>(sampler.draw(stream) - 3));
  }
  for (const int count : seen) {
    EXPECT_NEAR(count, 10'000, 5.0 * std::sqrt(10'000.0));
  }
}

TEST(Sampler, ParetoStaysInItsRange) {
  Stream stream = stream_of_test();
  const Sampler sampler{with_range(Kind::kPareto, 10_ns, 1000_ns, 0.5)};
  std::int64_t smallest = kLongestDraw;
  std::int64_t largest = 0;
  for (int i = 0; i < 100'000; ++i) {
    const std::int64_t value = sampler.draw(stream);
    smallest = std::min(smallest, value);
    largest = std::max(largest, value);
  }
  EXPECT_EQ(smallest, 10);
  EXPECT_GE(largest, 995);
  EXPECT_LE(largest, 1000);
}

TEST(Sampler, LongDrawsAreCut) {
  DistributionSpec spec = make(Kind::kLognormal, 100.0);
  spec.mean = Duration::nanoseconds(kLongestDraw);
  Stream stream = stream_of_test();
  std::vector<std::int64_t> values(100'000);
  Sampler{spec}.fill(stream, values);
  EXPECT_EQ(*std::max_element(values.begin(), values.end()), kLongestDraw);
  EXPECT_GE(*std::min_element(values.begin(), values.end()), 0);
}

// Exponential values scale with their mean draw by draw: a sweep over the mean stretches the same demands.
TEST(Sampler, AnotherMeanStretchesTheSameDraws) {
  Stream a = stream_of_test();
  Stream b = stream_of_test();
  const Sampler one{exponential_with_mean(1_ms)};
  const Sampler three{exponential_with_mean(3_ms)};
  for (int i = 0; i < 1000; ++i) {
    EXPECT_NEAR(static_cast<double>(three.draw(b)), 3.0 * static_cast<double>(one.draw(a)), 2.0);
  }
}

}  // namespace
}  // namespace sim::random
