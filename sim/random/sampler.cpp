// How each kind is drawn, and how many words of the stream it takes. Inversion where it is cheap, so that two specs on
// the same stream stay positively correlated; rejection (ziggurat, gamma) only inside one value.
//   constant: none.   exponential: ziggurat.   uniform: a bounded integer.   Erlang, gamma: Marsaglia and Tsang.
//   lognormal: exp(mu + sigma normal).   Weibull: scale E^(1/k).   Pareto: low (1 - U P)^(-1/alpha).
//   hyperexponential: one uniform chooses the branch, then one exponential.
#include <cmath>

#include "sim/check.hpp"
#include "sim/random/distribution.hpp"
#include "sim/random/math.hpp"
#include "sim/random/shape_equations.hpp"
#include "sim/random/ziggurat.hpp"

namespace sim::random {

namespace {

/// Rounded half up and cut to kLongestDraw (infinite as well). Requires value >= 0.
std::int64_t to_nanoseconds(double value) {
  constexpr double kLongest = static_cast<double>(kLongestDraw);
  return static_cast<std::int64_t>((value < kLongest ? value : kLongest) + 0.5);
}

}  // namespace

Sampler::Sampler(const DistributionSpec& spec) : kind_{spec.kind} {
  SIM_CHECK(problem_of(spec).empty(), "a distribution with impossible parameters; ask problem_of first");
  using Kind = DistributionSpec::Kind;
  const auto mean = static_cast<double>(spec.mean.nanoseconds());
  switch (spec.kind) {
    case Kind::kConstant:
      base_ = spec.mean.nanoseconds();
      break;
    case Kind::kExponential:
      scale_ = mean;
      break;
    case Kind::kUniform:
      base_ = spec.low.nanoseconds();
      width_ = static_cast<std::uint64_t>((spec.high - spec.low).nanoseconds()) + 1;
      break;
    case Kind::kErlang:
      gamma_ = GammaSampler{static_cast<double>(spec.stages)};
      scale_ = mean / static_cast<double>(spec.stages);
      break;
    case Kind::kGamma:
      gamma_ = GammaSampler{1.0 / (spec.cv * spec.cv)};
      scale_ = mean * spec.cv * spec.cv;
      break;
    case Kind::kLognormal: {
      const double variance = log1p(spec.cv * spec.cv);
      scale_ = log(mean) - variance / 2.0;
      exponent_ = std::sqrt(variance);
      break;
    }
    case Kind::kHyperexponential: {
      const double squared = spec.cv * spec.cv;
      share_ = (1.0 + std::sqrt((squared - 1.0) / (squared + 1.0))) / 2.0;
      scale_ = mean / (2.0 * share_);
      other_scale_ = mean / (2.0 * (1.0 - share_));
      break;
    }
    case Kind::kWeibull: {
      const double shape = weibull_shape_of(spec);
      scale_ = mean / weibull_mean(shape);
      exponent_ = 1.0 / shape;
      break;
    }
    case Kind::kPareto: {
      const double spread = pareto_spread_of(spec);
      scale_ = static_cast<double>(spec.high.nanoseconds()) * exp(-spread);
      exponent_ = -1.0 / spec.shape;
      share_ = -expm1(-spec.shape * spread);
      break;
    }
  }
}

template <class Use>
void Sampler::with_kind(Use&& use) const {
  using Kind = DistributionSpec::Kind;
  switch (kind_) {
    case Kind::kConstant:
      return use([value = base_](Stream&) { return value; });
    case Kind::kExponential:
      return use([scale = scale_](Stream& s) { return to_nanoseconds(scale * exponential(s)); });
    case Kind::kUniform:
      return use(
          [low = base_, width = width_](Stream& s) { return low + static_cast<std::int64_t>(s.uniform_below(width)); });
    case Kind::kErlang:
    case Kind::kGamma:
      return use([scale = scale_, gamma = gamma_](Stream& s) { return to_nanoseconds(scale * gamma.draw(s)); });
    case Kind::kLognormal:
      return use([mu = scale_, sigma = exponent_](Stream& s) { return to_nanoseconds(exp(mu + sigma * normal(s))); });
    case Kind::kHyperexponential:
      return use([p = share_, first = scale_, second = other_scale_](Stream& s) {
        const double scale = s.uniform01() < p ? first : second;
        return to_nanoseconds(scale * exponential(s));
      });
    case Kind::kWeibull:
      return use([scale = scale_, power = exponent_](Stream& s) {
        return to_nanoseconds(scale * exp(power * log(exponential(s))));
      });
    case Kind::kPareto:
      return use([low = scale_, power = exponent_, below = share_](Stream& s) {
        return to_nanoseconds(low * exp(power * log(1.0 - s.uniform01() * below)));
      });
  }
}

void Sampler::fill(Stream& stream, std::span<std::int64_t> nanoseconds) const {
  Stream local = stream;  // in registers during the loop
  with_kind([&](const auto& draw_one) {
    for (std::int64_t& value : nanoseconds) {
      value = draw_one(local);
    }
  });
  stream = local;
}

std::int64_t Sampler::draw(Stream& stream) const {
  std::int64_t value = 0;
  with_kind([&](const auto& draw_one) { value = draw_one(stream); });
  return value;
}

}  // namespace sim::random
