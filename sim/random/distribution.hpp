// The distributions that a scenario may give to a duration (CPU demand, wait, boot time, think time), and the sampler
// that draws them in whole nanoseconds. Formulas: distribution.cpp; method of each kind: sampler.cpp.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "sim/random/gamma.hpp"
#include "sim/random/stream.hpp"
#include "sim/units/time.hpp"

namespace sim::random {

/// The largest duration that is drawn and the largest parameter: 2^52 ns, 52 days. Longer draws are cut to it.
inline constexpr std::int64_t kLongestDraw = std::int64_t{1} << 52;

/// One distribution of a duration. Fields that the kind does not use stay at their default; zero means "not given".
struct DistributionSpec {
  enum class Kind : std::uint8_t {
    kConstant,          ///< mean: the value itself; draws nothing from the stream
    kExponential,       ///< mean
    kUniform,           ///< low, high: whole nanoseconds, both ends included
    kErlang,            ///< mean, stages: the sum of `stages` exponentials; cv = 1/sqrt(stages)
    kGamma,             ///< mean, cv: shape 1/cv^2
    kLognormal,         ///< mean, cv of the duration itself (not of its logarithm)
    kHyperexponential,  ///< mean, cv > 1: two exponentials with balanced means, p1 m1 = p2 m2
    kWeibull,           ///< mean, and either cv or shape
    kPareto,            ///< shape, high, and either low or mean: Pareto on [low, high], cut off (not capped) at high
  };
  Kind kind = Kind::kConstant;
  Duration mean{};
  double cv = 0.0;  ///< coefficient of variation: standard deviation / mean
  Duration low{};
  Duration high{};
  std::int64_t stages = 0;
  double shape = 0.0;  ///< Weibull: exponent k; Pareto: tail exponent alpha

  bool operator==(const DistributionSpec&) const = default;
};

/// The constant distribution at `value`.
DistributionSpec constant(Duration value);
/// The exponential distribution with that mean.
DistributionSpec exponential_with_mean(Duration mean);

/// What is wrong with the parameters, as a sentence that names the field and what to write; empty if nothing is. The
/// other functions here require that it is empty.
std::string problem_of(const DistributionSpec& spec);

/// The mean, rounded to the nanosecond (before draws are rounded and cut to kLongestDraw).
Duration mean_of(const DistributionSpec& spec);
/// The coefficient of variation; 0 for a constant.
double cv_of(const DistributionSpec& spec);

/// log(high / low) of a valid Pareto spec, and the shape k of a valid Weibull spec, whichever way they were stated.
double pareto_spread_of(const DistributionSpec& spec);
double weibull_shape_of(const DistributionSpec& spec);

/// Draws from one DistributionSpec. Small and copyable; all state is in the stream, so the n-th value of a stream is
/// the same whatever block sizes the values are drawn in. Values: nanoseconds, rounded half up, 0 ... kLongestDraw.
class Sampler {
 public:
  /// The constant zero.
  Sampler() = default;
  /// Aborts if problem_of(spec) is not empty.
  explicit Sampler(const DistributionSpec& spec);

  /// Fills `nanoseconds` with the next values of the stream.
  void fill(Stream& stream, std::span<std::int64_t> nanoseconds) const;
  /// The next value.
  std::int64_t draw(Stream& stream) const;
  Duration draw_duration(Stream& stream) const { return Duration::nanoseconds(draw(stream)); }

 private:
  /// Calls use(function) with the function (Stream&) -> nanoseconds of this kind: the switch stays outside the loop.
  template <class Use>
  void with_kind(Use&& use) const;

  DistributionSpec::Kind kind_ = DistributionSpec::Kind::kConstant;
  std::int64_t base_ = 0;     // constant: the value; uniform: low
  std::uint64_t width_ = 1;   // uniform: how many values
  double scale_ = 0.0;        // a factor of the draw, in nanoseconds; lognormal: its logarithm
  double other_scale_ = 0.0;  // hyperexponential: of the second branch
  double exponent_ = 0.0;     // lognormal: sigma; Weibull: 1/k; Pareto: -1/alpha
  double share_ = 0.0;        // hyperexponential: probability of the first branch; Pareto: P(X < high) uncut
  GammaSampler gamma_{};
};

}  // namespace sim::random
