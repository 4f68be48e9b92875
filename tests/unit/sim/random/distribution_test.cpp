// What may be stated, what is refused and with which words, and the formulas of mean and cv.
#include "sim/random/distribution.hpp"

#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/random/shape_equations.hpp"

namespace sim::random {
namespace {

using namespace sim::literals;
using Kind = DistributionSpec::Kind;
using testing::HasSubstr;

DistributionSpec with_cv(Kind kind, Duration mean, double cv) {
  DistributionSpec spec;
  spec.kind = kind;
  spec.mean = mean;
  spec.cv = cv;
  return spec;
}

DistributionSpec uniform(Duration low, Duration high) {
  DistributionSpec spec;
  spec.kind = Kind::kUniform;
  spec.low = low;
  spec.high = high;
  return spec;
}

DistributionSpec erlang(Duration mean, std::int64_t stages) {
  DistributionSpec spec;
  spec.kind = Kind::kErlang;
  spec.mean = mean;
  spec.stages = stages;
  return spec;
}

DistributionSpec pareto(Duration low, Duration mean, Duration high, double shape) {
  DistributionSpec spec;
  spec.kind = Kind::kPareto;
  spec.low = low;
  spec.mean = mean;
  spec.high = high;
  spec.shape = shape;
  return spec;
}

DistributionSpec weibull(Duration mean, double cv, double shape) {
  DistributionSpec spec = with_cv(Kind::kWeibull, mean, cv);
  spec.shape = shape;
  return spec;
}

TEST(Distribution, TheDefaultIsConstantZero) {
  const DistributionSpec spec{};
  EXPECT_EQ(problem_of(spec), "");
  EXPECT_EQ(mean_of(spec), Duration{});
  EXPECT_EQ(cv_of(spec), 0.0);
  Stream stream{1};
  EXPECT_EQ(Sampler{}.draw(stream), 0);
  EXPECT_EQ(Sampler{spec}.draw(stream), 0);
  EXPECT_EQ(stream, Stream{1});
}

TEST(Distribution, ComparesByValue) {
  EXPECT_EQ(exponential_with_mean(5_ms), exponential_with_mean(5_ms));
  EXPECT_NE(exponential_with_mean(5_ms), exponential_with_mean(6_ms));
  EXPECT_NE(exponential_with_mean(5_ms), constant(5_ms));
}

TEST(Distribution, GoodSpecsHaveNoProblem) {
  for (const DistributionSpec& spec :
       {constant(50_ms), exponential_with_mean(1_ns), uniform(0_ms, 0_ms), uniform(5_ms, 9_ms), erlang(12_ms, 1),
        erlang(12_ms, 1'000'000), with_cv(Kind::kGamma, 12_ms, 0.001), with_cv(Kind::kLognormal, 12_ms, 100.0),
        with_cv(Kind::kHyperexponential, 12_ms, 1.0001), weibull(12_ms, 0.0, 0.1), weibull(12_ms, 0.013, 0.0),
        weibull(12_ms, 100.0, 0.0), pareto(1_ms, 0_ms, 10_s, 1.0), pareto(0_ms, 12_ms, 10_s, 2.0),
        constant(Duration::nanoseconds(kLongestDraw))}) {
    EXPECT_EQ(problem_of(spec), "") << static_cast<int>(spec.kind);
  }
}

TEST(Distribution, ImpossibleParametersAreExplained) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(problem_of(constant(Duration{} - 1_ns)), HasSubstr("value is negative"));
  EXPECT_THAT(problem_of(constant(53_d)), HasSubstr("value is 53d; at most"));
  EXPECT_THAT(problem_of(exponential_with_mean(0_ms)), HasSubstr("mean is zero"));
  EXPECT_EQ(problem_of(uniform(9_ms, 5_ms)), "low is 9ms but high is 5ms; low must not exceed high");
  EXPECT_THAT(problem_of(uniform(Duration{} - 1_ms, 5_ms)), HasSubstr("low is negative"));
  EXPECT_THAT(problem_of(erlang(12_ms, 0)), HasSubstr("stages is 0; it must be between 1 and"));
  EXPECT_THAT(problem_of(with_cv(Kind::kGamma, 12_ms, 0.0)), HasSubstr("cv is 0"));
  EXPECT_THAT(problem_of(with_cv(Kind::kGamma, 12_ms, nan)), HasSubstr("cv is nan"));
  EXPECT_THAT(problem_of(with_cv(Kind::kLognormal, 12_ms, -1.0)), HasSubstr("cv is -1"));
  EXPECT_THAT(problem_of(with_cv(Kind::kLognormal, 0_ms, 1.0)), HasSubstr("mean is zero"));
  EXPECT_THAT(problem_of(with_cv(Kind::kHyperexponential, 12_ms, 1.0)), HasSubstr("above 1"));
  EXPECT_THAT(problem_of(with_cv(Kind::kHyperexponential, 12_ms, nan)), HasSubstr("cv is nan"));
  EXPECT_THAT(problem_of(weibull(12_ms, 0.0, 0.0)), HasSubstr("either cv or shape"));
  EXPECT_THAT(problem_of(weibull(12_ms, 1.0, 1.0)), HasSubstr("either cv or shape"));
  EXPECT_THAT(problem_of(weibull(12_ms, 0.0, 0.05)), HasSubstr("shape is 0.05"));
  EXPECT_THAT(problem_of(weibull(12_ms, 0.01, 0.0)), HasSubstr("cv is 0.01"));
  EXPECT_THAT(problem_of(pareto(0_ms, 0_ms, 1_s, 1.5)), HasSubstr("either low or mean"));
  EXPECT_THAT(problem_of(pareto(1_ms, 2_ms, 1_s, 1.5)), HasSubstr("either low or mean"));
  EXPECT_THAT(problem_of(pareto(1_ms, 0_ms, 0_s, 1.5)), HasSubstr("high is zero"));
  EXPECT_THAT(problem_of(pareto(1_ms, 0_ms, 1_s, 0.0)), HasSubstr("shape is 0"));
  EXPECT_EQ(problem_of(pareto(2_s, 0_ms, 1_s, 1.5)), "low is 2s but high is 1s; high must be above it");
  EXPECT_EQ(problem_of(pareto(0_s, 1_s, 1_s, 1.5)), "mean is 1s but high is 1s; high must be above it");
  EXPECT_THAT(problem_of(pareto(0_ms, 1_ns, 1_s, 0.5)), HasSubstr("too small"));
}

TEST(DistributionDeathTest, ASamplerOfAnImpossibleSpecAborts) {
  EXPECT_DEATH(Sampler{exponential_with_mean(0_ms)}, "impossible parameters");
}

TEST(Distribution, MeansAndCvsFollowTheirFormulas) {
  EXPECT_EQ(mean_of(constant(50_ms)), 50_ms);
  EXPECT_EQ(cv_of(constant(50_ms)), 0.0);
  EXPECT_EQ(mean_of(exponential_with_mean(50_ms)), 50_ms);
  EXPECT_EQ(cv_of(exponential_with_mean(50_ms)), 1.0);
  EXPECT_EQ(mean_of(uniform(5_ms, 10_ms)), 7'500_us);
  EXPECT_EQ(mean_of(uniform(1_ns, 2_ns)), 2_ns);  // 1.5, rounded half up
  EXPECT_NEAR(cv_of(uniform(0_ms, 10_ms)), 1.0 / std::sqrt(3.0), 1e-6);
  EXPECT_NEAR(cv_of(uniform(1_ns, 2_ns)), 0.5 / 1.5, 1e-15);
  EXPECT_NEAR(cv_of(erlang(12_ms, 4)), 0.5, 1e-15);
  EXPECT_EQ(cv_of(with_cv(Kind::kGamma, 12_ms, 1.2)), 1.2);
  EXPECT_EQ(cv_of(weibull(12_ms, 1.5, 0.0)), 1.5);
  EXPECT_NEAR(cv_of(weibull(12_ms, 0.0, 1.0)), 1.0, 1e-13);             // exponential
  EXPECT_NEAR(cv_of(weibull(12_ms, 0.0, 0.5)), std::sqrt(5.0), 1e-12);  // Gamma(5)/Gamma(3)^2 - 1 = 5
}

// Pareto on [1 s, 100 s]: with shape 1 the mean is ln(100) low / (1 - 1/100); with shape 2 the mean is
// 2 (1 - 1/100) / (1 - 1/10^4) s and E X^2 = 2 ln(100) / (1 - 1/10^4) s^2; both by direct integration.
TEST(Distribution, ParetoMomentsMatchIntegration) {
  EXPECT_NEAR(mean_of(pareto(1_s, 0_s, 100_s, 1.0)).seconds(), std::log(100.0) / 0.99, 1e-8);
  EXPECT_NEAR(mean_of(pareto(1_s, 0_s, 100_s, 2.0)).seconds(), 2.0 * 0.99 / 0.9999, 1e-8);
  const double mean = 2.0 * 0.99 / 0.9999;
  const double square = 2.0 * std::log(100.0) / 0.9999;
  EXPECT_NEAR(cv_of(pareto(1_s, 0_s, 100_s, 2.0)), std::sqrt(square / (mean * mean) - 1.0), 1e-12);
}

TEST(Distribution, ParetoFromMeanAndFromLowAgree) {
  for (const double shape : {0.3, 0.9, 1.0, 1.1, 1.5, 2.0, 3.0, 20.0}) {
    const DistributionSpec by_low = pareto(3_ms, 0_ms, 20_s, shape);
    const DistributionSpec by_mean = pareto(0_ms, mean_of(by_low), 20_s, shape);
    ASSERT_EQ(problem_of(by_mean), "") << shape;
    EXPECT_NEAR(pareto_spread_of(by_mean), pareto_spread_of(by_low), 1e-5) << shape;
    EXPECT_NEAR(cv_of(by_mean), cv_of(by_low), 1e-5 * cv_of(by_low)) << shape;
  }
}

TEST(Distribution, WeibullShapeSolvesTheCv) {
  for (const double cv : {0.013, 0.1, 0.5, 1.0, 1.5, 3.0, 10.0, 100.0}) {
    EXPECT_NEAR(weibull_cv(weibull_shape(cv)), cv, 1e-9 * std::max(1.0, cv)) << cv;
  }
  EXPECT_NEAR(weibull_shape(1.0), 1.0, 1e-12);
}

}  // namespace
}  // namespace sim::random
