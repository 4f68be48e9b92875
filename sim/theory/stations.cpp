#include "sim/theory/stations.hpp"

#include <algorithm>
#include <cmath>

#include "sim/random/math.hpp"

namespace sim::theory {

namespace {

/// From here on nothing can be told from a pool that never makes anybody wait.
constexpr double kManyServers = 20'000.0;

/// Erlang C by the recursion of Erlang B; load in erlangs, below the number of servers.
double erlang_c_of(std::int64_t servers, double erlangs) {
  if (erlangs <= 0.0) {
    return 0.0;
  }
  double loss = 1.0;
  for (std::int64_t n = 1; n <= servers; ++n) {
    loss = erlangs * loss / (static_cast<double>(n) + erlangs * loss);
  }
  const double c = static_cast<double>(servers);
  return c * loss / (c - erlangs * (1.0 - loss));
}

/// A value between those of the two whole numbers of servers around it, at the same load per server.
template <class Of>
double interpolated(double servers, Of of) {
  const double below = std::floor(servers);
  const double beyond = servers - below;
  const double low = of(static_cast<std::int64_t>(below));
  return beyond == 0.0 ? low : low + beyond * (of(static_cast<std::int64_t>(below) + 1) - low);
}

double all_busy(double servers, double load) {
  if (servers > kManyServers) {
    return 0.0;
  }
  return interpolated(servers, [&](std::int64_t c) { return erlang_c_of(c, load * static_cast<double>(c)); });
}

/// The root of s = A*(1 - s) in [0, load]: times between arrivals are sums of `stages` exponentials with mean 1 / load
/// in all, or constant (0 stages); the servers' rate is 1. From below by Newton's method, since A* is convex.
double root_of(double load, std::int64_t stages) {
  if (load <= 0.0) {
    return 0.0;
  }
  double s = 0.0;
  for (int step = 0; step < 100; ++step) {
    double transform = 0.0;
    double slope = 0.0;
    if (stages == 0) {
      transform = random::exp((s - 1.0) / load);
      slope = transform / load;
    } else {
      const double m = static_cast<double>(stages);
      const double base = 1.0 + (1.0 - s) / (m * load);
      transform = random::exp(-m * random::log(base));
      slope = transform / (base * load);
    }
    const double next = s + (transform - s) / (1.0 - slope);
    if (!(next > s + 1e-15)) {
      break;
    }
    s = std::min(next, load);
  }
  return s;
}

/// Stages of the time between two arrivals at one station; 0: constant.
std::int64_t stages_at(const Stations& stations) {
  switch (stations.choice) {
    case Choice::kRandom:
      return stations.is_even && stations.count == 1 ? 0 : 1;
    case Choice::kInTurn:
      return stations.is_even ? 0 : stations.count;
    case Choice::kLeastBusy:
      break;
  }
  return stations.is_even ? 0 : 1;
}

}  // namespace

Surplus surplus_of(const Stations& stations) {
  const bool is_pool = stations.choice == Choice::kLeastBusy;
  const double count = static_cast<double>(stations.count);
  const double root = root_of(stations.load, stages_at(stations));
  if (stations.load <= 0.0) {
    return {};
  }
  Surplus surplus;
  surplus.delayed =
      all_busy(is_pool ? count * stations.servers : stations.servers, stations.load) * root / stations.load;
  surplus.ratio = is_pool && stations.count > 1 ? random::pow(root, count) : root;
  return surplus;
}

double loss_of(const Stations& stations) {
  const bool is_pool = stations.choice == Choice::kLeastBusy;
  const double servers = is_pool ? static_cast<double>(stations.count) * stations.servers : stations.servers;
  if (stations.load <= 0.0 || servers > kManyServers) {
    return 0.0;
  }
  const std::int64_t stages = stages_at(stations);
  return interpolated(servers, [&](std::int64_t c) {
    // 1 / loss = sum over k of (c over k) x the product over i <= k of 1 / A*(i) - 1; rates in units of the servers'.
    const double arrivals = stations.load * static_cast<double>(c);
    double term = 1.0;
    double sum = 1.0;
    for (std::int64_t k = 1; k <= c && sum < 1e300; ++k) {
      const double rate = static_cast<double>(k);
      const double m = static_cast<double>(stages);
      const double log_inverse = stages == 0 ? rate / arrivals : m * random::log1p(rate / (m * arrivals));
      term *= static_cast<double>(c - k + 1) / rate * random::expm1(log_inverse);
      sum += term;
    }
    return 1.0 / sum;
  });
}

double idle_probability(double servers, double load) {
  return interpolated(std::min(servers, kManyServers), [&](std::int64_t c) {
    const double erlangs = load * static_cast<double>(c);
    double term = 1.0;
    double sum = 1.0;
    for (std::int64_t n = 1; n < c; ++n) {
      term *= erlangs / static_cast<double>(n);
      sum += term;
      if (sum > 1e300) {
        return 0.0;
      }
    }
    return 1.0 / (sum + term * load / (1.0 - load));  // the next term is term x load, the rest is geometric
  });
}

}  // namespace sim::theory
