#include "scenarios/theory/waiting.hpp"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

namespace scenarios::theory {

namespace {

using Conditions = std::vector<models::TheoryCondition>;

/// What every formula for waiting needs of a scenario, whichever it is.
Conditions common_conditions(const Subject& subject) {
  const Traffic& traffic = subject.traffic;
  const models::ReplicaService& replicas = *subject.model.replicas;
  Conditions list;
  const std::string moved =
      fmt::format(" (scaling may move it from {} to {})", subject.count.least, subject.count.most);
  list.push_back({"the number of replicas is fixed" + (subject.count.is_fixed() ? "" : moved),
                  subject.count.is_fixed() && subject.count.most > 0});
  const bool is_even = traffic.process == models::ArrivalProcess::kEven;
  list.push_back({is_even ? "arrivals are evenly spaced" : "arrivals are Poisson",
                  is_even || traffic.process == models::ArrivalProcess::kPoisson});
  list.push_back({"the rate is constant", traffic.is_stationary});
  list.push_back({"replicas do not share vCPUs", !replicas.shares_cpu});
  const bool gives_up = replicas.limits->concurrency && replicas.limits->queue_timeout;
  list.push_back({"nobody leaves the queue before service", !gives_up});
  return list;
}

bool all_met(const Conditions& list) {
  return std::all_of(list.begin(), list.end(), [](const auto& condition) { return condition.is_met; });
}

models::TheoryStatement no_closed_form(const Subject& subject, Conditions conditions) {
  return {subject.architecture, "Queueing formulas", "", "No closed form for waiting here", std::move(conditions), {}};
}

}  // namespace

void add_waiting(const Subject& subject, Statements& statements) {
  Conditions conditions = common_conditions(subject);
  if (!all_met(conditions)) {
    statements.push_back(no_closed_form(subject, std::move(conditions)));
    return;
  }
  std::string why_not;
  const std::optional<Station> station = station_of(subject, why_not);
  std::optional<Formula> found;
  if (station) {
    const double rate = subject.traffic.mean / static_cast<double>(subject.count.most);
    const bool is_stable = station->places || rate < station->capacity();
    conditions.push_back({"the load is below the capacity", is_stable});
    if (!is_stable) {
      statements.push_back(no_closed_form(subject, std::move(conditions)));
      return;
    }
    if (std::max(station->places.value_or(0), station->servers) > kMostPlaces) {
      why_not = fmt::format("a replica has at most {} places: not computed above", kMostPlaces);
    } else if (subject.count.most == 1 && subject.traffic.process == models::ArrivalProcess::kPoisson) {
      found = single_station(subject, *station, rate, why_not);
    } else {
      found = balanced_stations(subject, *station, why_not);
    }
  }
  if (!found) {
    conditions.push_back({why_not, false});
    statements.push_back(no_closed_form(subject, std::move(conditions)));
    return;
  }
  found->statement.architecture = subject.architecture;
  found->statement.conditions = std::move(conditions);
  for (models::TheoryPrediction& prediction : found->statement.predictions) {
    if (prediction.not_judged.empty()) {
      prediction.not_judged = too_short_for(found->relaxation, subject.traffic);
    }
  }
  statements.push_back(std::move(found->statement));
}

}  // namespace scenarios::theory
