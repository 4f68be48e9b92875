// The criterion of every test against exact theory: the mean over replications lies within four standard errors of the
// exact value, and the 95 % interval is no wider than 1 % of it on either side. With 20 replications and a right model
// a single check fails with probability P(|T19| > 4) = 0.00077 over seeds; seeds are fixed, so it passes for ever or
// never.
#pragma once

#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "sim/stats/interval.hpp"
#include "tests/support/scenario_run.hpp"

namespace theory {

inline constexpr double kStandardErrors = 4.0;
inline constexpr double kHalfWidth = 0.01;

inline double standard_error(const models::SummaryRow& row) {
  return (row.high - row.low) / 2.0 / sim::stats::student_t_critical(row.replications - 1, 0.95);
}

inline void expect_exact(const models::SummaryRow& row, double exact, const std::string& what) {
  const double error = standard_error(row);
  EXPECT_LE(std::abs(row.mean - exact), kStandardErrors * error)
      << what << ": simulated " << row.mean << ", exact " << exact << ", standard error " << error;
  EXPECT_LE((row.high - row.low) / 2.0, kHalfWidth * exact)
      << what << ": the run is too short to say anything, " << row.low << " to " << row.high;
}

}  // namespace theory
