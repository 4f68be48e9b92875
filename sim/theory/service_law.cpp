// With M_k(x) = E[S^k; S <= x]: E[min(S, x)] = M_1(x) + x P(S > x), E[min(S, x)^2] = M_2(x) + x^2 P(S > x).
//   Gamma (shape a, scale s):   M_k = s^k a ... (a + k - 1) P(a + k, x / s), P the regularised incomplete gamma
//   function Weibull (shape a, scale s): M_k = s^k Gamma(1 + k / a) P(1 + k / a, (x / s)^a) Lognormal (mu, sigma): M_k
//   = exp(k mu + k^2 sigma^2 / 2) Phi((log x - mu) / sigma - k sigma) Pareto on [l, h], alpha:    M_k = alpha l^alpha /
//   (1 - (l / h)^alpha) (x^(k - alpha) - l^(k - alpha)) / (k - alpha) Uniform on [l, h]:          M_k = (x^(k + 1) -
//   l^(k + 1)) / ((k + 1) (h - l))
// Source: Law, "Simulation Modeling and Analysis", 5th ed. (2015), 6.2; gamma and normal: integration by parts.
#include "sim/theory/service_law.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <boost/math/special_functions/gamma.hpp>

#include "sim/check.hpp"

namespace sim::theory {

namespace {

using Spec = random::DistributionSpec;
using Kind = Spec::Kind;

constexpr double kSqrtHalf = 0.70710678118654752440;

double normal_probability(double z) {
  return 0.5 * std::erfc(-z * kSqrtHalf);
}

/// P(S > x) = M-free part and E[S^k; S <= x] for k = 0, 1, 2; x may be infinite.
struct Parts {
  double above = 0.0;   ///< P(S > x)
  double first = 0.0;   ///< E[S; S <= x]
  double second = 0.0;  ///< E[S^2; S <= x]
};

Parts gamma_parts(double shape, double scale, double x) {
  if (x == std::numeric_limits<double>::infinity()) {
    return {0.0, shape * scale, shape * (shape + 1.0) * scale * scale};
  }
  const double y = x / scale;
  return {boost::math::gamma_q(shape, y), shape * scale * boost::math::gamma_p(shape + 1.0, y),
          shape * (shape + 1.0) * scale * scale * boost::math::gamma_p(shape + 2.0, y)};
}

Parts weibull_parts(const Spec& law, double x) {
  const double shape = random::weibull_shape_of(law);
  const double scale = law.mean.seconds() / std::tgamma(1.0 + 1.0 / shape);
  const double power = std::pow(x / scale, shape);
  const auto moment = [&](double k) {
    const double whole = std::pow(scale, k) * std::tgamma(1.0 + k / shape);
    return std::isfinite(power) ? whole * boost::math::gamma_p(1.0 + k / shape, power) : whole;
  };
  return {std::exp(-power), moment(1.0), moment(2.0)};
}

Parts lognormal_parts(const Spec& law, double x) {
  const double variance = std::log1p(law.cv * law.cv);
  const double sigma = std::sqrt(variance);
  const double z = (std::log(x / law.mean.seconds()) + variance / 2.0) / sigma;
  const double mean = law.mean.seconds();
  return {normal_probability(-z), mean * normal_probability(z - sigma),
          mean * mean * (1.0 + law.cv * law.cv) * normal_probability(z - 2.0 * sigma)};
}

Parts pareto_parts(const Spec& law, double x) {
  const double high = law.high.seconds();
  const double spread = random::pareto_spread_of(law);
  const double low = high * std::exp(-spread);
  const double at = std::clamp(x, low, high);
  const double uncut = -std::expm1(-law.shape * spread);  // 1 - (l / h)^alpha
  const auto moment = [&](double k) {
    const double power = k - law.shape;
    const double grown = std::log(at / low);
    const double integral = power == 0.0 ? grown : std::expm1(power * grown) / power;
    return law.shape * std::pow(low, k) / uncut * integral;
  };
  const double below = -std::expm1(-law.shape * std::log(at / low)) / uncut;
  return {1.0 - below, moment(1.0), moment(2.0)};
}

Parts uniform_parts(const Spec& law, double x) {
  const double low = law.low.seconds();
  const double high = law.high.seconds();
  if (low == high) {
    return x >= low ? Parts{0.0, low, low * low} : Parts{1.0, 0.0, 0.0};
  }
  const double at = std::clamp(x, low, high);
  const double width = high - low;
  return {(high - at) / width, (at * at - low * low) / (2.0 * width), (at * at * at - low * low * low) / (3.0 * width)};
}

Parts hyperexponential_parts(const Spec& law, double x) {
  const double square = law.cv * law.cv;
  const double share = (1.0 + std::sqrt((square - 1.0) / (square + 1.0))) / 2.0;
  const Parts short_ones = gamma_parts(1.0, law.mean.seconds() / (2.0 * share), x);
  const Parts long_ones = gamma_parts(1.0, law.mean.seconds() / (2.0 * (1.0 - share)), x);
  return {share * short_ones.above + (1.0 - share) * long_ones.above,
          share * short_ones.first + (1.0 - share) * long_ones.first,
          share * short_ones.second + (1.0 - share) * long_ones.second};
}

Parts parts(const Spec& law, double x) {
  SIM_CHECK(x >= 0.0, "a time must not be negative");
  const double mean = law.mean.seconds();
  switch (law.kind) {
    case Kind::kConstant:
      return x >= mean ? Parts{0.0, mean, mean * mean} : Parts{1.0, 0.0, 0.0};
    case Kind::kExponential:
      return gamma_parts(1.0, mean, x);
    case Kind::kUniform:
      return uniform_parts(law, x);
    case Kind::kErlang: {
      const auto stages = static_cast<double>(law.stages);
      return gamma_parts(stages, mean / stages, x);
    }
    case Kind::kGamma:
      return gamma_parts(1.0 / (law.cv * law.cv), mean * law.cv * law.cv, x);
    case Kind::kLognormal:
      return lognormal_parts(law, x);
    case Kind::kHyperexponential:
      return hyperexponential_parts(law, x);
    case Kind::kWeibull:
      return weibull_parts(law, x);
    case Kind::kPareto:
      return pareto_parts(law, x);
  }
  SIM_CHECK(false, "every kind of law has its formulas");
  return {};
}

constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

double mean_seconds(const random::DistributionSpec& law) {
  return parts(law, kInfinity).first;
}

double second_moment(const random::DistributionSpec& law) {
  return parts(law, kInfinity).second;
}

double tail(const random::DistributionSpec& law, double seconds) {
  return parts(law, seconds).above;
}

double mean_of_minimum(const random::DistributionSpec& law, double seconds) {
  const Parts at = parts(law, seconds);
  return at.first + (at.above > 0.0 ? seconds * at.above : 0.0);
}

double half_square_of_minimum(const random::DistributionSpec& law, double seconds) {
  const Parts at = parts(law, seconds);
  return (at.second + (at.above > 0.0 ? seconds * seconds * at.above : 0.0)) / 2.0;
}

}  // namespace sim::theory
