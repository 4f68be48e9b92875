#include "scenarios/theory/station.hpp"

#include <algorithm>
#include <cmath>

namespace scenarios::theory {

namespace {

std::optional<std::int64_t> places_of(const models::ReplicaLimits& limits) {
  if (!limits.concurrency || !limits.queue) {
    return std::nullopt;
  }
  return *limits.concurrency + *limits.queue;
}

}  // namespace

std::optional<Station> station_of(const Subject& subject, std::string& why_not) {
  const models::ReplicaLimits& limits = *subject.model.replicas->limits;
  const Work& work = subject.work;
  const double vcpu = work.least_limit.value_or(subject.model.vcpu.in_vcpu());
  Station station;
  station.places = places_of(limits);
  if (limits.concurrency && static_cast<double>(*limits.concurrency) * work.widest <= vcpu) {
    station.discipline = Station::Discipline::kOwnVcpu;
    station.servers = *limits.concurrency;
    station.service = work.service;
    station.is_exponential = work.is_exponential();
    return station;
  }
  if (work.containers != 1) {
    why_not = "requests compute in one container, or each has vCPUs of its own";
    return std::nullopt;
  }
  const double servers = vcpu / work.widest;
  if (servers != std::floor(servers)) {
    why_not = "a whole number of requests fits on the vCPUs side by side";
    return std::nullopt;
  }
  station.servers = static_cast<std::int64_t>(servers);
  station.service = work.cpu / work.widest;
  station.discipline = limits.concurrency ? Station::Discipline::kLimitedSharing : Station::Discipline::kSharing;
  station.is_exponential = work.is_exponential() && work.wait == 0.0;
  if (limits.concurrency && work.wait > 0.0) {
    why_not = "requests that hold a place under the concurrency limit do not wait for others";
    return std::nullopt;
  }
  return station;
}

}  // namespace scenarios::theory
