// What: which attempts are tried again, and when: a limit per request, backoff with jitter, and a budget for all.
// Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015: before the n-th retry a client
// waits
//   w = min(max, base x factor^(n - 1)), or a uniform part of it (full), or w/2 and a uniform part of w/2 (equal).
// Units: time in nanoseconds.
// Checked against: tests/unit/models/client/retries_test.cpp.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "models/client/client_config.hpp"
#include "models/client/retry_budget.hpp"
#include "models/ports/request.hpp"
#include "sim/kernel/kernel.hpp"
#include "sim/kernel/timed_heap.hpp"

namespace models::client {

class RetryOwner {
 public:
  virtual ~RetryOwner() = default;
  /// The wait is over. Each call is an event of its own, even where the wait was zero: whoever refused the attempt may
  /// have been half-way through a change.
  virtual void try_again(RequestId request, sim::Time now) = 0;
};

/// O(log waiting) per retry, nothing besides.
class Retries {
 public:
  Retries(sim::Kernel& kernel, const ClientConfig& config, std::uint64_t seed, std::uint64_t replication,
          RetryOwner& owner);

  /// A request's first attempt begins.
  void request_began(sim::Time now) {
    if (budget_) {
      budget_->deposit(now);
    }
  }
  /// Whether the attempt that ended so is followed by another; if it is, the budget pays for it.
  bool are_allowed(Unserved how, const Request& attempt, sim::Time now);
  /// The next attempt of this request waits for its turn; Request::attempt is its number already.
  void wait(RequestId request, const Request& next_attempt, sim::Time now);

  /// Before that attempt (>= 1) of the request with that number. The same in every architecture.
  sim::Duration backoff(std::uint8_t attempt, std::uint32_t number) const;

 private:
  void timer_rang(std::uint32_t unused, sim::Time now);
  void set_timer();

  sim::Kernel& kernel_;
  std::size_t most_;
  std::array<bool, 3> retries_on_{};  ///< by Unserved
  Backoff::Jitter jitter_;
  std::vector<sim::Duration> waits_{};        ///< before each retry, without jitter
  std::vector<std::uint64_t> jitter_keys_{};  ///< of the streams, one per retry
  std::optional<RetryBudget> budget_{};
  RetryOwner& owner_;
  sim::TimedHeap waiting_{};
  sim::SlotId timer_;
};

}  // namespace models::client
