// Gamma variates by rejection from a cubed normal.
// Source: Marsaglia and Tsang, "A simple method for generating gamma variables", ACM TOMS 26(3), 2000.
#pragma once

#include "sim/random/stream.hpp"

namespace sim::random {

/// Gamma with scale 1 (mean = shape); below shape 1 as Gamma(shape + 1) U^(1/shape), section 6 of the paper, where
/// -log(U) is drawn as an exponential. Takes one normal and one uniform a try (95 % and more succeed).
class GammaSampler {
 public:
  /// Requires shape > 0.
  explicit GammaSampler(double shape = 1.0);
  double draw(Stream& stream) const;

 private:
  double d_ = 0.0;              // (shape or shape + 1) - 1/3
  double c_ = 0.0;              // 1 / sqrt(9 d)
  double inverse_shape_ = 0.0;  // below shape 1, else 0
};

}  // namespace sim::random
