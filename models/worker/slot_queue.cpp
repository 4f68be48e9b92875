#include "models/worker/slot_queue.hpp"

#include <algorithm>

#include "sim/random/shape_equations.hpp"

namespace models::worker {

namespace {

namespace random = sim::random;

/// Whoever waits, waits for a geometric number of residual services: the variance of such a sum (M/G/1: Kleinrock I,
/// 5.7). Of several servers the first to end decides, which varies as an exponential time does.
Wait with_spread(Wait wait, double ratio, const WaitedService& service) {
  const double one = 1.0 + (service.residual - 1.0) / service.servers;
  const double square = std::clamp(ratio + (1.0 - ratio) * one, 0.1, 25.0);
  if (std::abs(square - 1.0) < 1e-6) {
    return wait;
  }
  wait.power = 1.0 / random::weibull_shape(std::sqrt(square));
  wait.factor = random::exp((wait.power - 1.0) * random::log(wait.rate) - random::log_gamma(1.0 + wait.power));
  return wait;
}

double places_of(const FlowStation& station) {
  return station.queue ? static_cast<double>(*station.queue) : std::numeric_limits<double>::infinity();
}

/// Whoever takes the last place has as many services before them as there are places, and half of the one under way.
Wait bounded_wait(const FlowStation& station, double served, Wait wait) {
  constexpr double kHardlyVaries = 0.5;
  const double patience = station.patience.value_or(std::numeric_limits<double>::infinity());
  const double of_places = (places_of(station) + 0.5) / served;
  if (wait.variability >= kHardlyVaries && of_places < patience) {
    wait.places = places_of(station);
  } else {
    wait.longest = std::min(patience, of_places);
  }
  return wait;
}

}  // namespace

double residual_variability(const std::vector<DemandPoint>& points, double speed) {
  double first = 0.0;
  double second = 0.0;
  double third = 0.0;
  for (const DemandPoint& point : points) {
    const double service = point.cpu / speed + point.wait;
    first += service;
    second += service * service;
    third += service * service * service;
  }
  return second > 0.0 ? std::max(4.0 * third * first / (3.0 * second * second) - 1.0, 0.0) : 1.0;
}

SlotQueue slot_queue(const FlowStation& station, const sim::theory::Surplus& queue, double served,
                     const WaitedService& service) {
  const double even = station.arrival_variability();
  const double of_both = (even + service.variability) / (even + 1.0);
  SlotQueue found;
  if (of_both <= 0.0 || queue.delayed <= 0.0) {
    return found;
  }
  found.delayed = queue.delayed;
  const double rate = served * (1.0 - queue.ratio) / of_both;
  found.wait = bounded_wait(station, served, {rate, random::pow(queue.ratio, 1.0 / of_both), service.variability});
  found.wait = with_spread(found.wait, queue.ratio, service);
  const double full = station.queue ? found.delayed * random::pow(found.wait.queue_ratio, places_of(station)) : 0.0;
  found.served_delayed = (found.delayed - full) / (1.0 - full);
  return found;
}

}  // namespace models::worker
