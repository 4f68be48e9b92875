#include "sim/random/gamma.hpp"

#include <cmath>

#include "sim/check.hpp"
#include "sim/random/math.hpp"
#include "sim/random/ziggurat.hpp"

namespace sim::random {

GammaSampler::GammaSampler(double shape) {
  SIM_CHECK(shape > 0.0, "a gamma distribution needs a positive shape");
  const double boosted = shape < 1.0 ? shape + 1.0 : shape;
  inverse_shape_ = shape < 1.0 ? 1.0 / shape : 0.0;
  d_ = boosted - 1.0 / 3.0;
  c_ = 1.0 / std::sqrt(9.0 * d_);
}

double GammaSampler::draw(Stream& stream) const {
  for (;;) {
    const double z = normal(stream);
    const double root = 1.0 + c_ * z;
    if (root <= 0.0) {
      continue;
    }
    const double v = root * root * root;
    const double u = stream.uniform01();
    const double z2 = z * z;
    if (u < 1.0 - 0.0331 * z2 * z2 || log(u) < 0.5 * z2 + d_ * (1.0 - v + log(v))) {
      return inverse_shape_ > 0.0 ? d_ * v * exp(-exponential(stream) * inverse_shape_) : d_ * v;
    }
  }
}

}  // namespace sim::random
