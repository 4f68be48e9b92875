// Markov chains that the tests compare closed forms with: queues with phase-type service, cut where nobody goes.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

#include "sim/theory/markov_chain.hpp"

namespace sim::theory {

/// Service of two phases, at rates r1 and r2: a request starts in phase 1 with probability p (else in 2), and goes from
/// 1 on to 2 with probability `on`. Erlang-2: p = 1, on = 1. Hyperexponential: on = 0.
struct TwoPhases {
  double first_rate = 1.0;
  double second_rate = 1.0;
  double start_first = 1.0;
  double on = 0.0;
};

inline TwoPhases erlang_two(double mean) {
  return {2.0 / mean, 2.0 / mean, 1.0, 1.0};
}

/// Balanced means, as in sim/random/distribution.cpp.
inline TwoPhases hyperexponential(double mean, double cv) {
  const double share = (1.0 + std::sqrt((cv * cv - 1.0) / (cv * cv + 1.0))) / 2.0;
  return {2.0 * share / mean, 2.0 * (1.0 - share) / mean, share, 0.0};
}

/// Mean wait in M/PH/c with at most `places` in the system, which must be so many that nobody is ever lost.
inline double phase_type_wait(double rate, const TwoPhases& service, std::size_t servers, std::size_t places) {
  // State (n in the system, k of those in service in phase 1), numbered level by level.
  std::vector<std::size_t> start{0};
  for (std::size_t n = 0; n <= places; ++n) {
    start.push_back(start.back() + std::min(n, servers) + 1);
  }
  const auto state = [&start](std::size_t n, std::size_t k) { return start[n] + k; };
  std::vector<Transition> transitions;
  for (std::size_t n = 0; n <= places; ++n) {
    const std::size_t busy = std::min(n, servers);
    for (std::size_t k = 0; k <= busy; ++k) {
      const auto add = [&](std::size_t to_n, std::size_t to_k, double r) {
        if (r > 0.0) {
          transitions.push_back({state(n, k), state(to_n, to_k), r});
        }
      };
      if (n < places && n < servers) {
        add(n + 1, k + 1, rate * service.start_first);
        add(n + 1, k, rate * (1.0 - service.start_first));
      } else if (n < places) {
        add(n + 1, k, rate);
      }
      const double first = service.first_rate * static_cast<double>(k);
      const double second = service.second_rate * static_cast<double>(busy - k);
      if (k > 0) {
        add(n, k - 1, first * service.on);
      }
      const bool next_starts = n > servers;
      const double p = service.start_first;
      if (k > 0) {
        add(n - 1, k - 1, first * (1.0 - service.on) * (next_starts ? 1.0 - p : 1.0));
        add(n - 1, k, next_starts ? first * (1.0 - service.on) * p : 0.0);
      }
      if (busy > k) {
        add(n - 1, k, second * (next_starts ? 1.0 - p : 1.0));
        add(n - 1, k + 1, next_starts ? second * p : 0.0);
      }
    }
  }
  const auto law = stationary_law(start.back(), transitions);
  if (!law) {
    ADD_FAILURE() << "the chain has no stationary law";
    return 0.0;
  }
  double waiting = 0.0;
  double full = 0.0;
  for (std::size_t n = 0; n <= places; ++n) {
    for (std::size_t k = 0; k <= std::min(n, servers); ++k) {
      waiting += n > servers ? static_cast<double>(n - servers) * (*law)[state(n, k)] : 0.0;
      full += n == places ? (*law)[state(n, k)] : 0.0;
    }
  }
  EXPECT_LT(full, 1e-12) << "the chain is cut where somebody goes";
  return waiting / rate;
}

}  // namespace sim::theory
