// What: the CPU credits of one burstable instance: earned by time, spent by use, borrowed in unlimited mode.
// Source: Amazon EC2 user guide, "Burstable performance instances", read 2023-06: one credit is one vCPU at full use
// for
//   one minute; credits are earned by the millisecond up to a balance of what 24 hours earn; in unlimited mode an empty
//   balance is followed by surplus credits, which later earnings pay back; surplus beyond what 24 hours earn is
//   charged, and all of it when the instance stops or is terminated.
// Units: vCPU-nanoseconds.
// Assumes: between two calls the use was even.
// Leaves out: that credits of T3 and T4g survive a stop for seven days: whoever starts again starts anew.
// Checked against: tests/unit/models/machines/credit_account_test.cpp.
#pragma once

#include <cstdint>

#include "models/ports/facts.hpp"
#include "sim/units/time.hpp"

namespace models::machines {

/// All calls O(1).
class CreditAccount {
 public:
  /// Vcpu-nanoseconds of a thousandth of a credit.
  static constexpr std::int64_t kMilliCredit = 60'000'000;

  CreditAccount(const BurstFacts& terms, bool is_unlimited, std::int64_t credits, sim::Time now);

  /// `used` since the last call. Time must not run backwards.
  void advance(std::int64_t used, sim::Time now);
  /// What was borrowed and not paid back is due now.
  void settle();

  std::int64_t balance() const { return balance_; }
  std::int64_t surplus() const { return surplus_; }
  /// Charged since the last call.
  std::int64_t take_charged();
  bool is_unlimited() const { return is_unlimited_; }
  /// The use, in thousandths of a vCPU, that earnings pay for.
  sim::Vcpu baseline() const { return sim::Vcpu::milli(earned_per_hour_milli_ / 60); }
  /// How long the balance lasts if so much is used from now on; Duration::max() if for ever.
  sim::Duration lasts(sim::Vcpu use) const;

 private:
  std::int64_t earned_per_hour_milli_;
  std::int64_t maximum_;
  bool is_unlimited_;
  sim::Time begin_;
  std::int64_t earned_ = 0;  ///< since `begin_`
  std::int64_t balance_;
  std::int64_t surplus_ = 0;
  std::int64_t charged_ = 0;
};

}  // namespace models::machines
