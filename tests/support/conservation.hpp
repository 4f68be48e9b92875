// Requests of a run: none is lost, none ends twice.
#pragma once

#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/scenario_run.hpp"

namespace test_support {

/// In whole numbers, in every run: what was offered has ended in one way, or is in flight.
inline void expect_conserved(const models::ExperimentResult& result) {
  using models::MetricId;
  for (const models::RunResult& run : result.runs) {
    const auto count = [&](MetricId id) { return metric_of(run, id); };
    EXPECT_EQ(count(MetricId::kRequestsOffered),
              count(MetricId::kRequestsCompleted) + count(MetricId::kRequestsRejected) +
                  count(MetricId::kRequestsTimedOut) + count(MetricId::kRequestsFailed) +
                  count(MetricId::kRequestsInFlightEnd));
    EXPECT_EQ(count(MetricId::kRequestsOffered), std::floor(count(MetricId::kRequestsOffered)));
  }
}

}  // namespace test_support
