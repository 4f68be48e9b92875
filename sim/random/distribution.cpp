// Parameters, means and coefficients of variation. With m the mean and c the cv:
//   Erlang: shape = stages, scale = m / stages.           Gamma: shape = 1 / c^2, scale = m c^2.
//   Lognormal: sigma^2 = log(1 + c^2), mu = log m - sigma^2 / 2.
//   Hyperexponential: p1 = (1 + sqrt((c^2 - 1) / (c^2 + 1))) / 2, m1 = m / (2 p1), m2 = m / (2 (1 - p1)).
//   Weibull: P(X > x) = exp(-(x / scale)^k), m = scale Gamma(1 + 1/k).
//   Pareto: P(X > x) = ((low / x)^alpha - (low / high)^alpha) / (1 - (low / high)^alpha) on [low, high].
// Source: Law, "Simulation Modeling and Analysis", 5th ed., 6.2 and 8.3; balanced means: Whitt, "Approximating a point
// process by a renewal process, I", Operations Research 30(1), 1982.
#include "sim/random/distribution.hpp"

#include <cmath>

#include <fmt/core.h>

#include "sim/check.hpp"
#include "sim/random/math.hpp"
#include "sim/random/shape_equations.hpp"
#include "sim/units/parse.hpp"

namespace sim::random {

namespace {

using Kind = DistributionSpec::Kind;

constexpr double kCvMin = 0.001;
constexpr double kCvMax = 100.0;
constexpr double kParetoShapeMin = 0.01;
constexpr double kParetoShapeMax = 100.0;
constexpr std::int64_t kStagesMax = 1'000'000;

double in_nanoseconds(Duration value) {
  return static_cast<double>(value.nanoseconds());
}

std::string problem_of_duration(const char* name, Duration value, bool may_be_zero) {
  if (value < Duration{}) {
    return fmt::format("{} is negative; a duration must be zero or more", name);
  }
  if (value == Duration{} && !may_be_zero) {
    return fmt::format("{} is zero; it must be above zero (for no time at all, write the constant 0ms)", name);
  }
  if (value.nanoseconds() > kLongestDraw) {
    return fmt::format("{} is {}; at most {} can be drawn", name, to_text(value),
                       to_text(Duration::nanoseconds(kLongestDraw)));
  }
  return {};
}

std::string problem_of_number(const char* name, double value, double low, double high) {
  if (value >= low && value <= high) {
    return {};
  }
  return fmt::format("{} is {}; it must be between {} and {}", name, value, low, high);
}

/// The first problem that is not empty.
template <class... Texts>
std::string first_of(Texts... texts) {
  std::string first{};
  ((first.empty() ? static_cast<void>(first = std::move(texts)) : static_cast<void>(0)), ...);
  return first;
}

std::string problem_of_uniform(const DistributionSpec& spec) {
  const std::string problem =
      first_of(problem_of_duration("low", spec.low, true), problem_of_duration("high", spec.high, true));
  if (problem.empty() && spec.low > spec.high) {
    return fmt::format("low is {} but high is {}; low must not exceed high", to_text(spec.low), to_text(spec.high));
  }
  return problem;
}

std::string problem_of_hyperexponential(const DistributionSpec& spec) {
  if (spec.cv <= 1.0) {
    return fmt::format("cv is {}; a hyperexponential's is above 1 (at 1 it is exponential, below 1 use gamma)",
                       spec.cv);
  }
  return first_of(problem_of_duration("mean", spec.mean, false), problem_of_number("cv", spec.cv, kCvMin, kCvMax));
}

std::string problem_of_weibull(const DistributionSpec& spec) {
  if ((spec.cv != 0.0) == (spec.shape != 0.0)) {
    return "weibull needs either cv or shape, and not both";
  }
  const std::string problem = spec.shape != 0.0
                                  ? problem_of_number("shape", spec.shape, kWeibullShapeMin, kWeibullShapeMax)
                                  : problem_of_number("cv", spec.cv, 0.013, kCvMax);
  return first_of(problem_of_duration("mean", spec.mean, false), problem);
}

std::string problem_of_pareto(const DistributionSpec& spec) {
  if ((spec.low != Duration{}) == (spec.mean != Duration{})) {
    return "pareto needs either low or mean, and not both";
  }
  const bool has_low = spec.low != Duration{};
  const char* name = has_low ? "low" : "mean";
  const Duration given = has_low ? spec.low : spec.mean;
  const std::string problem =
      first_of(problem_of_number("shape", spec.shape, kParetoShapeMin, kParetoShapeMax),
               problem_of_duration(name, given, false), problem_of_duration("high", spec.high, false));
  if (!problem.empty()) {
    return problem;
  }
  if (given >= spec.high) {
    return fmt::format("{} is {} but high is {}; high must be above it", name, to_text(given), to_text(spec.high));
  }
  const double high = in_nanoseconds(spec.high);
  if (!has_low && pareto_spread(spec.shape, in_nanoseconds(given) / high, log(high)) == 0.0) {
    return fmt::format("mean {} is too small for shape {} and high {}: low would fall below 1ns", to_text(given),
                       spec.shape, to_text(spec.high));
  }
  return {};
}

}  // namespace

DistributionSpec constant(Duration value) {
  DistributionSpec spec;
  spec.mean = value;
  return spec;
}

DistributionSpec exponential_with_mean(Duration mean) {
  DistributionSpec spec;
  spec.kind = Kind::kExponential;
  spec.mean = mean;
  return spec;
}

double pareto_spread_of(const DistributionSpec& spec) {
  const double high = in_nanoseconds(spec.high);
  return spec.low != Duration{} ? log(high / in_nanoseconds(spec.low))
                                : pareto_spread(spec.shape, in_nanoseconds(spec.mean) / high, log(high));
}

double weibull_shape_of(const DistributionSpec& spec) {
  return spec.shape != 0.0 ? spec.shape : weibull_shape(spec.cv);
}

std::string problem_of(const DistributionSpec& spec) {
  switch (spec.kind) {
    case Kind::kConstant:
      return problem_of_duration("value", spec.mean, true);
    case Kind::kExponential:
      return problem_of_duration("mean", spec.mean, false);
    case Kind::kUniform:
      return problem_of_uniform(spec);
    case Kind::kErlang:
      if (spec.stages < 1 || spec.stages > kStagesMax) {
        return fmt::format("stages is {}; it must be between 1 and {}", spec.stages, kStagesMax);
      }
      return problem_of_duration("mean", spec.mean, false);
    case Kind::kGamma:
    case Kind::kLognormal:
      return first_of(problem_of_duration("mean", spec.mean, false), problem_of_number("cv", spec.cv, kCvMin, kCvMax));
    case Kind::kHyperexponential:
      return problem_of_hyperexponential(spec);
    case Kind::kWeibull:
      return problem_of_weibull(spec);
    case Kind::kPareto:
      return problem_of_pareto(spec);
  }
  return "unknown kind of distribution";
}

Duration mean_of(const DistributionSpec& spec) {
  if (spec.kind == Kind::kUniform) {
    return spec.low + (spec.high - spec.low + Duration::nanoseconds(1)) / 2;
  }
  if (spec.kind == Kind::kPareto && spec.mean == Duration{}) {
    const double mean = in_nanoseconds(spec.high) * pareto_moment(spec.shape, pareto_spread_of(spec), 1);
    return Duration::nanoseconds(static_cast<std::int64_t>(mean + 0.5));
  }
  return spec.mean;
}

double cv_of(const DistributionSpec& spec) {
  switch (spec.kind) {
    case Kind::kConstant:
      return 0.0;
    case Kind::kExponential:
      return 1.0;
    case Kind::kUniform: {
      const double width = in_nanoseconds(spec.high - spec.low) + 1.0;  // of whole numbers, both ends included
      const double middle = (in_nanoseconds(spec.low) + in_nanoseconds(spec.high)) / 2.0;
      return middle > 0.0 ? std::sqrt((width * width - 1.0) / 12.0) / middle : 0.0;
    }
    case Kind::kErlang:
      return 1.0 / std::sqrt(static_cast<double>(spec.stages));
    case Kind::kGamma:
    case Kind::kLognormal:
    case Kind::kHyperexponential:
      return spec.cv;
    case Kind::kWeibull:
      return spec.shape != 0.0 ? weibull_cv(spec.shape) : spec.cv;
    case Kind::kPareto: {
      const double spread = pareto_spread_of(spec);
      const double mean = pareto_moment(spec.shape, spread, 1);
      const double relative = pareto_moment(spec.shape, spread, 2) / (mean * mean) - 1.0;
      return relative > 0.0 ? std::sqrt(relative) : 0.0;
    }
  }
  return 0.0;
}

}  // namespace sim::random
