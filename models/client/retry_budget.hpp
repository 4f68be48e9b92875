// What: how many retries all clients together may make: each request brings a share of one, a floor comes on top, and
//   what is not used in time is lost.
// Source: Finagle's RetryBudget (github.com/twitter/finagle, service/RetryBudget.scala): a leaky token bucket with a
//   reserve. K. Oliver, "Retry Budgets", finagle.github.io, 2016, read 2026-11.
// Units: credits, of which a retry costs 10^9.
// Assumes: one budget for all, as in one process or one mesh proxy that all requests go through.
// Leaves out: budgets of many clients, which each have the floor.
// Checked against: tests/unit/models/client/retry_budget_test.cpp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "models/client/client_config.hpp"
#include "sim/units/time.hpp"

namespace models::client {

/// What came in and what was spent during the last `expiry`, in ten slices of time, and the floor's reserve for as
/// long. O(1).
class RetryBudget {
 public:
  RetryBudget(const RetryBudgetConfig& config, sim::Time start);

  /// A request begins. Calls come in time order.
  void deposit(sim::Time now);
  /// Whether a retry may be made; if so it is paid for.
  bool withdraw(sim::Time now);

 private:
  static constexpr std::size_t kSlices = 10;
  static constexpr std::int64_t kRetry = 1'000'000'000;

  void add(std::int64_t credits);
  void expire(sim::Time now);

  std::int64_t per_request_;
  sim::Duration slice_;
  sim::Time slice_ends_;
  std::size_t current_ = 0;
  std::array<std::int64_t, kSlices> slices_{};  ///< came in less what was spent, in each
  std::int64_t balance_;                        ///< the reserve and all slices
};

}  // namespace models::client
