#include "sim/theory/mdc.hpp"

#include <cmath>

#include <boost/math/special_functions/gamma.hpp>

#include "sim/check.hpp"
#include "sim/random/math.hpp"

namespace sim::theory {

std::optional<double> mdc_wait(double arrival_rate, double service, std::int64_t servers) {
  SIM_CHECK(arrival_rate >= 0.0 && std::isfinite(arrival_rate), "a rate must be finite and not negative");
  SIM_CHECK(service > 0.0 && std::isfinite(service) && servers >= 1, "a queue needs a server and a service time");
  const double load = arrival_rate * service;
  const auto count = static_cast<double>(servers);
  if (load >= count) {
    return std::nullopt;
  }
  if (load == 0.0) {
    return 0.0;
  }
  double sum = 0.0;
  for (std::int64_t i = 1;; ++i) {
    const double mean = static_cast<double>(i) * load;
    const double level = static_cast<double>(i) * count;
    // P(Y >= n) is the regularised lower incomplete gamma function P(n, mean); one step up takes away P(Y = n). So
    // the bracket is P(Y = level) - (c / a - 1) P(Y >= level + 1), which cancels least.
    const double at_level = random::exp(level * random::log(mean) - mean - random::log_gamma(level + 1.0));
    const double above = boost::math::gamma_p(level + 1.0, mean);
    const double term = at_level - (count / load - 1.0) * above;
    sum += term;
    if (at_level < 1e-17) {
      return service * sum;
    }
  }
}

}  // namespace sim::theory
