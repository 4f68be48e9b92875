// Closed forms that the simulated models are held against, each with where it stands. Rates per second, times in
// seconds. Short on purpose: a test's oracle has to be readable at a glance.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

namespace theory {

/// Erlang's loss formula by its recursion. Kleinrock, "Queueing Systems" I (1975), 3.6; insensitive to the law of the
/// service time (Sevastyanov, 1957).
inline double erlang_b(int servers, double load) {
  double blocked = 1.0;
  for (int n = 1; n <= servers; ++n) {
    blocked = load * blocked / (n + load * blocked);
  }
  return blocked;
}

/// Probability of waiting in M/M/c. Kleinrock I, 3.5.
inline double erlang_c(int servers, double load) {
  const double blocked = erlang_b(servers, load);
  const double utilisation = load / servers;
  return blocked / (1.0 - utilisation * (1.0 - blocked));
}

/// Mean wait in M/M/c. Kleinrock I, 3.5.
inline double mmc_wait(int servers, double rate, double service) {
  const double load = rate * service;
  return erlang_c(servers, load) * service / (servers - load);
}

/// M/M/c/K, K places in service and queue together, from the birth-death balance. Kleinrock I, 3.6.
struct Mmck {
  double lost = 0.0;     ///< share of arrivals that find all K places taken
  double sojourn = 0.0;  ///< mean time in the system of those that don't
};

inline Mmck mmck(int servers, int places, double rate, double service) {
  std::vector<double> weight{1.0};
  double total = 1.0;
  double number = 0.0;
  for (int n = 1; n <= places; ++n) {
    weight.push_back(weight.back() * rate * service / std::min(n, servers));
    total += weight.back();
    number += n * weight.back();
  }
  const double lost = weight.back() / total;
  return {lost, number / total / (rate * (1.0 - lost))};
}

/// Pollaczek and Khinchine: mean wait in M/G/1, first come first served. Kleinrock I, 5.6.
inline double mg1_wait(double rate, double service, double cv) {
  const double utilisation = rate * service;
  return utilisation * service * (1.0 + cv * cv) / (2.0 * (1.0 - utilisation));
}

/// Mean time in M/G/1 with processor sharing, whatever the law of the service time. Kleinrock, "Queueing Systems" II
/// (1976), 4.4.
inline double mg1_ps_sojourn(double rate, double service) {
  return service / (1.0 - rate * service);
}

/// M/M/1 whose customers leave `patience` after they arrived, even in service. What is ahead of an arrival has density
/// lambda p0 exp((lambda - mu) x) below the patience, since what arrives there adds to the work exactly as in M/M/1,
/// and a customer never waits for more. D. Y. Barrer, "Queuing with impatient customers and ordered service",
/// Operations Research 5 (1957).
struct Impatient {
  double answered = 0.0;  ///< share of the arrivals
  double busy = 0.0;      ///< of the server's time
};

inline Impatient mm1_impatient(double rate, double service, double patience) {
  const double mu = 1.0 / service;
  const double growth = std::exp((rate - mu) * patience);
  const double idle = 1.0 / (1.0 + rate * (growth - 1.0) / (rate - mu));
  // Those who find x ahead are answered if their own work ends in what is left: 1 - exp(-mu (patience - x)).
  const double late_if_idle = std::exp(-mu * patience);
  const double in_line =
      rate * idle * ((growth - 1.0) / (rate - mu) - late_if_idle * (std::exp(rate * patience) - 1.0) / rate);
  return {idle * (1.0 - late_if_idle) + in_line, 1.0 - idle};
}

}  // namespace theory
