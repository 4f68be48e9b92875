// Infinitely many servers: the Poisson law, the moments of service laws, time-varying rates.
#include "sim/theory/mginf.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <gtest/gtest.h>

#include "sim/random/math.hpp"
#include "sim/random/stream.hpp"
#include "sim/theory/erlang.hpp"
#include "sim/theory/service_law.hpp"

namespace sim::theory {
namespace {

using random::DistributionSpec;
using Kind = DistributionSpec::Kind;

DistributionSpec law_of(Kind kind, double cv) {
  DistributionSpec spec;
  spec.kind = kind;
  spec.mean = Duration::milliseconds(2'000);
  spec.cv = cv;
  return spec;
}

std::vector<DistributionSpec> all_laws() {
  DistributionSpec uniform;
  uniform.kind = Kind::kUniform;
  uniform.low = Duration::milliseconds(500);
  uniform.high = Duration::milliseconds(3'500);
  DistributionSpec erlang = law_of(Kind::kErlang, 0.0);
  erlang.stages = 3;
  DistributionSpec pareto;
  pareto.kind = Kind::kPareto;
  pareto.shape = 1.5;
  pareto.low = Duration::milliseconds(700);
  pareto.high = Duration::seconds(60);
  return {law_of(Kind::kConstant, 0.0),        law_of(Kind::kExponential, 0.0), uniform, erlang,
          law_of(Kind::kGamma, 0.6),           law_of(Kind::kLognormal, 1.5),   pareto,  law_of(Kind::kWeibull, 1.4),
          law_of(Kind::kHyperexponential, 2.0)};
}

/// The integral of f from 0 to x, in pieces that end where a law has a corner (0.5, 0.7, 2, 3.5 and 60 s here).
template <class Function>
double integral(const Function& function, double x) {
  double sum = 0.0;
  double from = 0.0;
  for (const double to : {0.01, 0.5, 0.7, 2.0, 3.5, 8.0, 20.0, 60.0, 1'000.0}) {
    const double end = std::min(to, x);
    if (end > from) {
      sum += boost::math::quadrature::gauss_kronrod<double, 31>::integrate(function, from, end, 12, 1e-11);
      from = end;
    }
  }
  return sum;
}

TEST(ServiceLaw, IntegralsOfTheTail) {
  for (const DistributionSpec& law : all_laws()) {
    ASSERT_EQ(problem_of(law), "");
    for (const double x : {0.3, 0.6, 1.9, 2.5, 10.0}) {
      const auto kind = static_cast<int>(law.kind);
      // The open ends of the integration rule never touch a corner of the tail.
      EXPECT_NEAR(mean_of_minimum(law, x), integral([&](double u) { return tail(law, u); }, x), 1e-8)
          << kind << ' ' << x;
      EXPECT_NEAR(half_square_of_minimum(law, x), integral([&](double u) { return u * tail(law, u); }, x), 1e-8)
          << kind << ' ' << x;
    }
    const double far = std::numeric_limits<double>::infinity();
    EXPECT_NEAR(mean_of_minimum(law, far), mean_seconds(law), 1e-12);
    EXPECT_NEAR(mean_seconds(law), random::mean_of(law).seconds(), 1e-8);
    const double cv = random::cv_of(law);
    EXPECT_NEAR(second_moment(law) / (mean_seconds(law) * mean_seconds(law)), 1.0 + cv * cv, 1e-6);
    EXPECT_EQ(half_square_of_minimum(law, far), second_moment(law) / 2.0);
    EXPECT_EQ(tail(law, 0.0), 1.0);
  }
}

TEST(Poisson, Law) {
  // e^-2 times 1, 2, 2, 4/3.
  const std::vector<double> law = poisson_law(2.0, 4);
  EXPECT_NEAR(law[0], 0.1353, 5e-5);
  EXPECT_NEAR(law[1], 0.2707, 5e-5);
  EXPECT_NEAR(law[2], 0.2707, 5e-5);
  EXPECT_NEAR(law[3], 0.1804, 5e-5);
  for (const double mean : {0.0, 0.01, 900.0, 50'000.0}) {
    const std::vector<double> whole = poisson_law(mean, static_cast<std::size_t>(mean + 20.0 * std::sqrt(mean) + 30.0));
    EXPECT_NEAR(std::accumulate(whole.begin(), whole.end(), 0.0), 1.0, 1e-9) << mean;
  }
  EXPECT_TRUE(poisson_law(3.0, 0).empty());
}

TEST(Poisson, Quantile) {
  // P(N <= 17) = .98572, P(N <= 18) = .99281 for mean 10: e^-10 times the sums of 10^k / k!, summed elsewhere
  // (2026-11-27).
  EXPECT_EQ(poisson_quantile(10.0, 0.99), 18U);
  EXPECT_EQ(poisson_quantile(0.0, 0.99), 0U);
  EXPECT_EQ(poisson_quantile(3.0, 0.0), 0U);
  EXPECT_EQ(poisson_quantile(1e6, 0.5), 1'000'000U);
}

TEST(MtGInf, AConstantRateIsSteady) {
  for (const DistributionSpec& law : all_laws()) {
    const std::vector<RatePoint> rate{{10.0, 7.0}, {20.0, 7.0}, {20.0, 7.0}};
    for (const double time : {0.0, 10.0, 15.0, 20.0, 400.0}) {
      EXPECT_NEAR(mean_busy_at(time, rate, law), 7.0 * mean_seconds(law), 1e-10);
    }
  }
}

// Eick, Massey and Whitt (1993), section 2: a linear rate gives lambda(t) E[S] - lambda' E[S^2] / 2.
TEST(MtGInf, ALongRampLagsBehind) {
  for (const DistributionSpec& law : all_laws()) {
    const std::vector<RatePoint> rate{{0.0, 0.0}, {10'000.0, 5'000.0}};
    const double expected = 0.5 * 4'000.0 * mean_seconds(law) - 0.5 * second_moment(law) / 2.0;
    EXPECT_NEAR(mean_busy_at(4'000.0, rate, law), expected, 1e-7 * expected);
  }
}

TEST(MtGInf, AStepFillsUpLikeTheTail) {
  for (const DistributionSpec& law : all_laws()) {
    const std::vector<RatePoint> rate{{0.0, 1.0}, {100.0, 1.0}, {100.0, 4.0}, {200.0, 4.0}};
    for (const double after : {0.5, 3.0}) {
      EXPECT_NEAR(mean_busy_at(100.0 + after, rate, law), mean_seconds(law) + 3.0 * mean_of_minimum(law, after), 1e-10);
    }
  }
}

// Eick, Massey and Whitt, "M(t)/G/infinity queues with sinusoidal arrival rates", Management Science 39(2), 1993,
// equation (15): exponential service of mean 1 / mu, rate a + b sin(w t): m(t) = a / mu + b (mu sin w t - w cos w t) /
// (mu^2 + w^2).
TEST(MtGInf, ASinusoidIsDampedAndDelayed) {
  constexpr double kStep = 0.05;
  constexpr double kMu = 0.5;
  constexpr double kOmega = 0.4;
  std::vector<RatePoint> rate;
  for (int i = -8'000; i <= 8'000; ++i) {
    rate.push_back({i * kStep, 10.0 + 6.0 * std::sin(kOmega * i * kStep)});
  }
  // A chord is off the sine by at most b (w h)^2 / 8.
  const double bound = 6.0 * kOmega * kStep * kOmega * kStep / 8.0 / kMu;
  for (const double t : {0.0, 1.0, 7.3, 11.11}) {
    const double exact =
        10.0 / kMu + 6.0 * (kMu * std::sin(kOmega * t) - kOmega * std::cos(kOmega * t)) / (kMu * kMu + kOmega * kOmega);
    EXPECT_NEAR(mean_busy_at(t, rate, law_of(Kind::kExponential, 0.0)), exact, bound) << t;
  }
}

/// The highest number busy within `span` mean service times, from steady state; service exponential or constant.
std::int64_t simulated_peak(double mean, double span, bool is_constant, random::Stream& stream) {
  std::vector<double> ends;  // a heap
  const auto exponential = [&] { return -random::log(stream.uniform01()); };
  std::int64_t peak = 0;
  for (double now = -20.0; now < span; now += exponential() / mean) {
    while (!ends.empty() && ends.front() <= now) {
      std::pop_heap(ends.begin(), ends.end(), std::greater<>{});
      ends.pop_back();
    }
    ends.push_back(now + (is_constant ? 1.0 : exponential()));
    std::push_heap(ends.begin(), ends.end(), std::greater<>{});
    peak = now < 0.0 ? 0 : std::max(peak, static_cast<std::int64_t>(ends.size()));
  }
  return peak;
}

/// The law's step at its quantile must lie around the probability; 400 runs know it to 0.025, and what theory says of
/// constant service is an approximation.
TEST(PeakQuantile, IsThatOfSimulatedPeaks) {
  random::Stream stream{7};
  for (const double mean : {0.5, 8.0, 130.0}) {
    for (const bool is_constant : {false, true}) {
      constexpr int kRuns = 400;
      const std::int64_t median = peak_quantile(mean, 40.0, 0.5);
      int at_most = 0;
      int below = 0;
      for (int i = 0; i < kRuns; ++i) {
        const std::int64_t peak = simulated_peak(mean, 40.0, is_constant, stream);
        at_most += peak <= median ? 1 : 0;
        below += peak < median ? 1 : 0;
      }
      EXPECT_GT(at_most, 0.4 * kRuns) << mean << is_constant;
      EXPECT_LT(below, 0.6 * kRuns) << mean << is_constant;
    }
  }
}

/// The mean time until n + 1 from n is 1 / (rate x Erlang B of n); from steady state below n, hardly longer for a
/// level that is rare.
TEST(PassageRate, OfRareLevelsIsThatOfErlangsLoss) {
  EXPECT_NEAR(passage_rate(1.0, 0), 1.0, 1e-12);                                           // the next arrival
  EXPECT_NEAR(passage_rate(4.0, 14) / (4.0 * erlang_b(14, 4.0)), 1.0 - 4.0 / 15.0, 0.03);  // less what comes in clumps
  EXPECT_NEAR(passage_rate(100.5, 145) / passage_rate(99.5, 145), std::pow(100.5 / 99.5, 146) * std::exp(-1.0), 0.08);
}

TEST(PeakQuantile, AndPassageRateAreEachOthersInverse) {
  for (const double mean : {0.3, 5.0, 99.0, 101.0, 1e3, 1e5}) {
    const std::int64_t peak = peak_quantile(mean, 100.0, 0.5);
    EXPECT_LE(100.0 * passage_rate(mean, peak), -std::log(0.5) * 1.001) << mean;
    EXPECT_GT(100.0 * passage_rate(mean, peak - 1), -std::log(0.5) * 0.999) << mean;
  }
}

}  // namespace
}  // namespace sim::theory
