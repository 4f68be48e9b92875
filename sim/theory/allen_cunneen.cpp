#include "sim/theory/allen_cunneen.hpp"

#include "sim/check.hpp"
#include "sim/theory/mmc.hpp"

namespace sim::theory {

std::optional<double> allen_cunneen_wait(double arrival_rate, double service_mean, std::int64_t servers,
                                         double arrival_cv, double service_cv) {
  SIM_CHECK(arrival_cv >= 0.0 && service_cv >= 0.0, "a coefficient of variation must not be negative");
  const std::optional<QueueMeans> exponential = mmc_means({arrival_rate, service_mean, servers});
  if (!exponential) {
    return std::nullopt;
  }
  return exponential->wait * (arrival_cv * arrival_cv + service_cv * service_cv) / 2.0;
}

}  // namespace sim::theory
