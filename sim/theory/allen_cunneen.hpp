// Allen and Cunneen's approximation of the mean wait in G/G/c: M/M/c's, times the mean of the squared coefficients of
// variation of interarrival and service times.
// Source: Allen, "Probability, Statistics, and Queueing Theory", 2nd ed. (1990), 5.2.3; with Poisson arrivals it is Lee
// and Longton, Operational Research Quarterly 10 (1959).
// APPROXIMATION, never an oracle. Exact for M/M/c and M/G/1. Error = (approximation / exact - 1), measured against the
// exact answer (Crommelin's for constant service, Markov chains for Erlang-2 and two-branch hyperexponential service
// with balanced means, the root equation of G/M/1); tests/unit/sim/theory/allen_cunneen_test.cpp recomputes it:
//
//   Poisson arrivals              load 0.5                   load 0.8                   load 0.95
//   service              cv    c=2     c=4    c=10      c=2     c=4    c=10      c=2     c=4    c=10
//   constant            0     -5.7%  -12.4%  -23.9%    -1.6%   -3.5%   -6.9%    -0.3%   -0.7%   -1.4%
//   Erlang-2            0.71  -2.2%   -4.8%   -9.1%    -0.7%   -1.5%   -3.0%    -0.1%   -0.3%   -0.6%
//   hyperexponential    1.2   +3.0%   +6.4%  +11.5%    +0.9%   +2.0%   +4.1%    +0.2%   +0.4%   +0.9%
//   hyperexponential    2    +12.9%  +30.2%  +63.6%    +3.7%   +8.5%  +18.3%    +0.8%   +1.8%   +3.7%
//
//   Exponential service, one server:      load 0.5   load 0.8   load 0.95
//   Erlang-2 arrivals, cv 0.71              +21.4%      +5.5%       +1.2%
//   hyperexponential arrivals, cv 2         +15.6%      +1.8%       +0.1%
//
// Too low for steady service, too high for variable service and for arrivals that aren't Poisson; worst in large groups
// at low load, where waits are short anyhow, and within a few per cent where waiting matters.
#pragma once

#include <cstdint>
#include <optional>

namespace sim::theory {

/// Mean wait in seconds, approximately. `arrival_cv` and `service_cv` are coefficients of variation of the times
/// between arrivals (Poisson: 1) and of the service time. None if arrival_rate x service_mean >= servers. Requires
/// arrival_rate >= 0 (1/s), service_mean > 0 (s), servers >= 1, both cv >= 0. Time O(servers).
std::optional<double> allen_cunneen_wait(double arrival_rate, double service_mean, std::int64_t servers,
                                         double arrival_cv, double service_cv);

}  // namespace sim::theory
