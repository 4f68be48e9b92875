#include "sim/theory/time_average.hpp"

#include <cmath>
#include <cstddef>

#include "sim/check.hpp"

namespace sim::theory {

namespace {

double expectation(std::span<const double> law, std::span<const double> values) {
  double sum = 0.0;
  for (std::size_t j = 0; j < law.size(); ++j) {
    sum += law[j] * values[j];
  }
  return sum;
}

/// `values` less their mean under the law.
std::vector<double> centred(std::span<const double> law, std::span<const double> values) {
  const double mean = expectation(law, values);
  std::vector<double> result(values.begin(), values.end());
  for (double& value : result) {
    value -= mean;
  }
  return result;
}

std::vector<double> product(std::span<const double> a, std::span<const double> b) {
  std::vector<double> result(a.size());
  for (std::size_t j = 0; j < a.size(); ++j) {
    result[j] = a[j] * b[j];
  }
  return result;
}

/// Poisson's equation Q g = -source with mean(g) = 0, for a source whose mean is 0: the flow across the cut between j
/// and j + 1 carries what the states on one side of it sum to. That sum is taken from the side with less probability,
/// where it does not cancel.
std::vector<double> solve_poisson(const BirthDeathChain& chain, std::span<const double> law,
                                  std::span<const double> source) {
  const std::size_t cuts = chain.births.size();
  std::vector<double> across(cuts);
  double below = 0.0;
  double probability = 0.0;
  std::size_t j = 0;
  for (; j < cuts && probability <= 0.5; ++j) {
    probability += law[j];
    below += law[j] * source[j];
    across[j] = below;
  }
  double above = 0.0;
  for (std::size_t k = cuts; k-- > j;) {
    above += law[k + 1] * source[k + 1];
    across[k] = -above;
  }
  std::vector<double> solution(law.size(), 0.0);
  for (std::size_t k = 0; k < cuts; ++k) {
    solution[k + 1] = solution[k] - across[k] / (chain.births[k] * law[k]);
  }
  return centred(law, solution);
}

}  // namespace

BirthDeathChain mmc_chain(const MmcQueue& queue) {
  SIM_CHECK(queue.arrival_rate > 0.0 && queue.is_stable(), "a chain is cut only where its law falls off");
  constexpr double kLeftOut = 1e-25;
  BirthDeathChain chain;
  double weight = 1.0;
  double total = 1.0;
  const double utilisation = queue.load() / static_cast<double>(queue.servers);
  // Beyond c the weights fall geometrically: what is left out sums to weight * utilisation / (1 - utilisation).
  for (std::int64_t n = 1; n <= queue.servers || weight > kLeftOut * (1.0 - utilisation) * total; ++n) {
    const double death = static_cast<double>(n < queue.servers ? n : queue.servers) / queue.service_mean;
    chain.births.push_back(queue.arrival_rate);
    chain.deaths.push_back(death);
    weight *= queue.arrival_rate / death;
    total += weight;
  }
  return chain;
}

std::vector<double> birth_death_law(const BirthDeathChain& chain) {
  SIM_CHECK(!chain.births.empty() && chain.births.size() == chain.deaths.size(), "each birth needs its death");
  std::vector<double> law{1.0};
  double total = 1.0;
  for (std::size_t j = 0; j < chain.births.size(); ++j) {
    SIM_CHECK(chain.births[j] > 0.0 && chain.deaths[j] > 0.0, "rates must be positive");
    law.push_back(law.back() * chain.births[j] / chain.deaths[j]);
    total += law.back();
  }
  for (double& probability : law) {
    probability /= total;
  }
  return law;
}

double TimeAverage::skewness(double time) const {
  return variance > 0.0 ? third_cumulant / (variance * std::sqrt(variance * time)) : 0.0;
}

TimeAverage time_average(const BirthDeathChain& chain, std::span<const double> values) {
  const std::vector<double> law = birth_death_law(chain);
  SIM_CHECK(values.size() == law.size(), "one value a state");
  TimeAverage average;
  average.mean = expectation(law, values);
  const std::vector<double> deviation = centred(law, values);
  average.lead = solve_poisson(chain, law, deviation);
  // The cumulants are derivatives of the largest eigenvalue of Q + s f at s = 0.
  const std::vector<double> second_source = product(deviation, average.lead);
  average.variance = 2.0 * expectation(law, second_source);
  const std::vector<double> second = solve_poisson(chain, law, centred(law, second_source));
  average.third_cumulant = 6.0 * expectation(law, product(deviation, second));
  return average;
}

}  // namespace sim::theory
