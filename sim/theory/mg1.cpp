#include "sim/theory/mg1.hpp"

#include <cmath>

#include "sim/check.hpp"

namespace sim::theory {

namespace {

void check(double arrival_rate, double service_mean) {
  SIM_CHECK(arrival_rate >= 0.0 && std::isfinite(arrival_rate), "a rate must be finite and not negative");
  SIM_CHECK(service_mean > 0.0 && std::isfinite(service_mean), "a mean service time must be positive");
}

}  // namespace

std::optional<QueueMeans> mg1_means(double arrival_rate, double service_mean, double cv) {
  check(arrival_rate, service_mean);
  SIM_CHECK(cv >= 0.0 && std::isfinite(cv), "a coefficient of variation must not be negative");
  const double load = arrival_rate * service_mean;
  if (load >= 1.0) {
    return std::nullopt;
  }
  QueueMeans means;
  means.delayed = load;
  means.busy = load;
  means.wait = load * service_mean * (1.0 + cv * cv) / (2.0 * (1.0 - load));
  means.sojourn = means.wait + service_mean;
  means.waiting = arrival_rate * means.wait;
  means.in_system = means.waiting + load;
  return means;
}

std::optional<double> mg1_wait_variance(double arrival_rate, double service_mean, double second_moment,
                                        double third_moment) {
  check(arrival_rate, service_mean);
  const double load = arrival_rate * service_mean;
  if (load >= 1.0) {
    return std::nullopt;
  }
  const double wait = arrival_rate * second_moment / (2.0 * (1.0 - load));
  return wait * wait + arrival_rate * third_moment / (3.0 * (1.0 - load));
}

}  // namespace sim::theory
