#include "sim/random/shape_equations.hpp"

#include <cmath>

#include "sim/random/math.hpp"

namespace sim::random {

namespace {

constexpr int kBisections = 120;  // more than enough to reach neighbouring doubles

}  // namespace

double weibull_mean(double shape) {
  return exp(log_gamma(1.0 + 1.0 / shape));
}

double weibull_cv(double shape) {
  return std::sqrt(expm1(log_gamma(1.0 + 2.0 / shape) - 2.0 * log_gamma(1.0 + 1.0 / shape)));
}

double weibull_shape(double cv) {
  double low = kWeibullShapeMin;
  double high = kWeibullShapeMax;
  for (int i = 0; i < kBisections; ++i) {
    const double middle = low + (high - low) / 2.0;
    (weibull_cv(middle) > cv ? low : high) = middle;
  }
  return high;
}

double pareto_moment(double alpha, double spread, int order) {
  const double power = static_cast<double>(order) - alpha;
  const double integral = std::abs(power * spread) < 1e-12 ? spread : expm1(power * spread) / power;
  return exp(-static_cast<double>(order) * spread) * alpha * integral / -expm1(-alpha * spread);
}

double pareto_spread(double alpha, double mean_over_high, double spread_max) {
  if (pareto_moment(alpha, spread_max, 1) > mean_over_high) {
    return 0.0;
  }
  double low = 0.0;
  double high = spread_max;
  for (int i = 0; i < kBisections; ++i) {
    const double middle = low + (high - low) / 2.0;
    (pareto_moment(alpha, middle, 1) > mean_over_high ? low : high) = middle;
  }
  return high;
}

}  // namespace sim::random
