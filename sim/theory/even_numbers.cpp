#include "sim/theory/even_numbers.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "sim/theory/finite_population.hpp"

namespace sim::theory {

namespace {

/// One station, as a function of how many requests are there.
class ClosedStation {
 public:
  ClosedStation(const EvenNumbers& station, std::int64_t servers)
      : station_{station},
        servers_{servers},
        arrivals_{station.load * static_cast<double>(servers) / station.service_mean},
        wait_{std::min(station.wait_mean, kMany / arrivals_)} {}

  EvenCompany company() const {
    const std::int64_t more = fewest();
    const FinitePopulationMeans high = means(more);
    const FinitePopulationMeans low = means(more - 1);
    // The share of the time with one more, and of the requests, most of which come then.
    const double gain = high.throughput - low.throughput;
    const double time = std::clamp((arrivals_ - low.throughput) / gain, 0.0, 1.0);
    const double throughput = low.throughput + time * gain;
    const double requests = time * high.throughput / throughput;
    const double at_servers = low.in_system + time * (high.in_system - low.in_system);
    std::vector<double> found(static_cast<std::size_t>(more), 0.0);
    add_found(more - 1, 1.0 - requests, found);
    add_found(more, requests, found);
    return {std::move(found), std::max(at_servers / (throughput * station_.service_mean), 1.0)};
  }

 private:
  FinitePopulation network(std::int64_t requests) const { return {requests, wait_, station_.service_mean, servers_}; }
  FinitePopulationMeans means(std::int64_t requests) const {
    return requests == 0 ? FinitePopulationMeans{} : finite_population_means(network(requests));
  }
  /// What one of them finds at the servers is what somebody sees who looks at one request less.
  void add_found(std::int64_t requests, double share, std::vector<double>& found) const {
    if (requests == 0) {
      return;
    }
    const std::vector<double> law =
        requests == 1 ? std::vector<double>{1.0} : finite_population_law(network(requests - 1));
    for (std::size_t n = 0; n < law.size(); ++n) {
      found[n] += share * law[n];
    }
  }
  /// Requests, at least one, with which it does what comes; as many as there may be where that is not enough.
  std::int64_t fewest() const {
    constexpr double kCountable = 1e9;
    const auto most = static_cast<std::int64_t>(std::min(station_.most, kCountable));
    const auto suffices = [&](std::int64_t n) { return n >= most || means(n).throughput >= arrivals_; };
    std::int64_t high = 1;
    while (!suffices(high)) {
      high *= 2;
    }
    std::int64_t low = high / 2;  // does not suffice, or nobody
    while (high - low > 1) {
      const std::int64_t middle = low + (high - low) / 2;
      (suffices(middle) ? high : low) = middle;
    }
    return std::min(high, most);
  }

  /// Of so many that wait, or more, the next one to come is anybody: arrivals are Poisson's.
  static constexpr double kMany = 4'000.0;

  const EvenNumbers& station_;
  std::int64_t servers_;
  double arrivals_;  ///< per second
  double wait_;      ///< seconds
};

}  // namespace

EvenCompany even_company(const EvenNumbers& station) {
  const double below = std::floor(station.servers);
  const double beyond = station.servers - below;
  const auto servers = static_cast<std::int64_t>(below);
  EvenCompany company = ClosedStation{station, servers}.company();
  if (beyond > 0.0) {
    company.slowdown += beyond * (ClosedStation{station, servers + 1}.company().slowdown - company.slowdown);
  }
  return company;
}

}  // namespace sim::theory
