#include "sim/theory/gim1.hpp"

#include <cmath>

#include "sim/check.hpp"

namespace sim::theory {

namespace {

/// A*(mu - mu s) and its derivative by s, in units of the service time.
struct Transform {
  double value = 0.0;
  double slope = 0.0;
};

Transform transform_at(const GiM1Queue& queue, double s) {
  const double interval = 1.0 / queue.load();
  if (!queue.stages) {
    const double value = std::exp(-interval * (1.0 - s));
    return {value, interval * value};
  }
  const double stages = static_cast<double>(*queue.stages);
  const double step = 1.0 + interval * (1.0 - s) / stages;
  const double value = std::exp(-stages * std::log(step));
  return {value, interval * value / step};
}

}  // namespace

std::optional<QueueMeans> gim1_means(const GiM1Queue& queue) {
  SIM_CHECK(queue.arrival_rate > 0.0 && std::isfinite(queue.arrival_rate), "a rate must be finite and positive");
  SIM_CHECK(queue.service_mean > 0.0 && std::isfinite(queue.service_mean), "a mean service time must be positive");
  SIM_CHECK(queue.stages.value_or(1) >= 1, "an Erlang time has at least one stage");
  if (queue.load() >= 1.0) {
    return std::nullopt;
  }
  double root = 0.0;
  for (double step = 1.0; step > 0.0;) {
    const Transform at = transform_at(queue, root);
    const double next = root + (at.value - root) / (1.0 - at.slope);
    step = next - root;  // not positive once rounding is all that is left
    root = next > root ? next : root;
  }
  QueueMeans means;
  means.delayed = root;
  means.busy = queue.load();
  means.wait = queue.service_mean * root / (1.0 - root);
  means.sojourn = queue.service_mean / (1.0 - root);
  means.waiting = queue.arrival_rate * means.wait;
  means.in_system = queue.arrival_rate * means.sojourn;
  return means;
}

}  // namespace sim::theory
