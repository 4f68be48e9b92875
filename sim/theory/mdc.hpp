// M/D/c: Poisson arrivals, constant service, c servers, one unbounded queue, first come first served.
// Source: Crommelin, "Delay probability formulae", Post Office Electrical Engineers' Journal 26 (1933/34); as a series
// of Poisson tails in Tijms, "A First Course in Stochastic Models" (2003), 9.6.2. Exact.
#pragma once

#include <cstdint>
#include <optional>

namespace sim::theory {

/// Mean wait in seconds. With a = arrival_rate x service and Y_i Poisson of mean i a:
/// service x sum over i >= 1 of [P(Y_i >= ic) - (c / a) P(Y_i >= ic + 1)].
/// None if a >= c. Requires arrival_rate >= 0, service > 0 (seconds), servers >= 1. Relative error below 1e-9 for
/// loads up to 0.98 c; the number of terms grows with 1 / (1 - a/c)^2 and is that for a wait of 1e-16 service times.
std::optional<double> mdc_wait(double arrival_rate, double service, std::int64_t servers);

}  // namespace sim::theory
