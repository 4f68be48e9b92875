// How long requests wait at replicas whose number is fixed: the formulas for one station, and what they say of several.
#pragma once

#include "scenarios/theory/station.hpp"

namespace scenarios::theory {

/// The formulas take time and memory in the number of places, and of servers.
inline constexpr std::int64_t kMostPlaces = 1'000'000;

/// A formula chosen: its name, its source, and the values that it gives.
struct Formula {
  models::TheoryStatement statement{};
  double relaxation = 0.0;  ///< seconds in which the distance to the steady state falls to 1/e
};

/// One station, Poisson arrivals of `rate` per second. None where no formula is known here; `why_not` says why.
std::optional<Formula> single_station(const Subject& subject, const Station& station, double rate,
                                      std::string& why_not);

/// Several stations behind a balancer, or arrivals that are evenly spaced.
std::optional<Formula> balanced_stations(const Subject& subject, const Station& station, std::string& why_not);

/// 1 / (sqrt(c mu) - sqrt(lambda))^2, M/M/1's (Cohen, "The Single Server Queue", 1982, II.2.1), stretched by the
/// variability of service: the right order for its relatives. Requires rate < capacity.
double relaxation_of(const Station& station, double rate, double cv);

}  // namespace scenarios::theory
