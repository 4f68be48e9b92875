#include "scenarios/theory/traffic.hpp"

#include <algorithm>
#include <cstdint>

namespace scenarios::theory {

namespace {

/// A year of one-second ticks must not take minutes.
constexpr std::int64_t kMostInstants = 100'000;

}  // namespace

Traffic traffic_of(const LoadedScenario& loaded) {
  const Scenario& scenario = loaded.scenario();
  const models::Workload& workload = loaded.workload();
  const sim::Time end = sim::Time::at(scenario.duration);
  Traffic traffic;
  traffic.process = workload.process();
  traffic.is_stationary = workload.is_stationary();
  if (const models::Users* users = workload.users()) {
    traffic.closed = {static_cast<double>(users->count), sim::random::mean_of(users->think_time).seconds()};
  }
  traffic.duration = scenario.duration.seconds();
  traffic.warm_up = scenario.warm_up.seconds();
  traffic.requests = workload.expected_arrivals(sim::Time{}, end);
  traffic.mean = traffic.requests / traffic.duration;
  traffic.at_start = workload.rate_at(sim::Time{}).per_second();
  traffic.at_end = workload.rate_at(end - sim::Duration::nanoseconds(1)).per_second();
  traffic.highest = traffic.mean;
  traffic.lowest = traffic.mean;
  const std::int64_t ticks = scenario.duration / scenario.tick;
  const sim::Duration step = ticks <= kMostInstants ? scenario.tick : scenario.duration / kMostInstants;
  for (sim::Time at{}; at < end; at += step) {
    const double rate = workload.rate_at(at).per_second();
    traffic.highest = std::max(traffic.highest, rate);
    traffic.lowest = std::min(traffic.lowest, rate);
  }
  return traffic;
}

}  // namespace scenarios::theory
