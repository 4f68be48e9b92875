// What a function is billed for, while it runs: requests, milliseconds of its memory, provisioned concurrency,
// snapshots. Source: AWS Lambda pricing (2025-10, 2026-09); INIT is billed for every package since 2025-08-01; INIT and
// the first
//   invocation are rounded up together (reports of 24 configurations: 1307.68 ms + 1058.15 ms were billed as 2366 ms,
//   bitesizedserverless.com, "When is the Lambda init phase free", 2022).
// Units: MiB·ms; requests; MiB restored.
// Assumes: an INIT that is cut off after 10 s is not billed (nor was it in those reports: 12079.53 ms for an INIT of
//   10 s and more that ran again in the invocation were billed as 12080 ms); provisioned concurrency that scaling adds
//   and takes away is rounded up by itself, the newest going first.
// Leaves out: the part of a restore that AWS bills (loading the runtime, hooks after the restore; unpublished).
// Checked against: tests/unit/models/compute/lambda_bill_test.cpp.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "models/compute/lambda/config.hpp"
#include "models/compute/lambda/environment.hpp"
#include "models/ports/meter.hpp"
#include "models/ports/run_context.hpp"
#include "sim/units/time.hpp"

namespace models::lambda {

/// Ephemeral storage that comes with the function (AWS Lambda pricing, 2023-10).
inline constexpr std::int64_t kIncludedStorageMib = 512;

/// All O(1).
class FunctionMeters {
 public:
  FunctionMeters(const LambdaConfig& config, const RunContext& context);

  /// Of an environment on demand, or of a provisioned one.
  void request(sim::Time now) { meters_.add(requests_, now, 1); }
  /// The first in two parts.
  bool are_at_hand(sim::Time now) const { return meters_.is_at_hand(now); }
  void request_at_hand() { meters_.add_at_hand(requests_, 1); }
  void provisioned_request(sim::Time now) { meters_.add(provisioned_requests_, now, 1); }
  /// The same of so many, on demand: requests, billed milliseconds, restored snapshots.
  void requests(std::int64_t count, sim::Time now) { meters_.add(requests_, now, count); }
  void milliseconds(std::int64_t count, sim::Time now) { add_duration(kUsual, now, count); }
  void restores(std::int64_t count, sim::Time now);
  /// An on-demand invocation without storage of its own: whole milliseconds; what began before time 0 is billed from 0.
  void invocation(sim::Time began, sim::Time now) {
    meters_.add(duration_, now, milliseconds(began, now, 0) * memory_mib_);
  }
  /// Any other: `special` of its environment, `carry` nanoseconds of INIT on top.
  void special_invocation(std::uint8_t special, sim::Time began, sim::Time now, std::uint32_t carry);
  /// INIT or an invocation that the end of the window interrupts: up to there.
  void unfinished(std::uint8_t special, sim::Time began, sim::Time end, std::uint32_t carry);

  /// INIT that ended: bills its whole milliseconds and returns the nanoseconds that are left for the invocation.
  std::uint32_t init(std::uint8_t special, sim::Time began, sim::Time now);
  /// INIT of an environment that nobody invoked: rounded up by itself.
  void provisioned_init(sim::Time now, sim::Duration length);
  /// A snapshot was restored.
  void restore(sim::Time now);
  /// The function's version is there, and with it its snapshot.
  void publish(sim::Time now);

  /// Provisioned concurrency that is enabled from now on, or no longer.
  void enable(std::int64_t count, sim::Time now);
  void disable(std::int64_t count, sim::Time now);

 private:
  struct Enabled {
    sim::Time since{};
    std::int64_t count = 0;
  };
  /// Of what lies after time 0.
  static std::int64_t milliseconds(sim::Time began, sim::Time now, std::int64_t carry) {
    const auto since_zero = [](sim::Time at) { return at.nanoseconds() < 0 ? 0 : at.nanoseconds(); };
    const std::int64_t length = since_zero(now) - since_zero(began) + carry;
    return static_cast<std::int64_t>((static_cast<std::uint64_t>(length) + 999'999) / 1'000'000);
  }
  void add_duration(std::uint8_t special, sim::Time now, std::int64_t milliseconds);

  Meters& meters_;
  std::int64_t memory_mib_ = 0;
  std::int64_t storage_mib_ = 0;  ///< of /tmp, above what is included
  MeterId requests_{};
  MeterId duration_{};
  MeterId storage_{};
  MeterId provisioned_requests_{};
  MeterId provisioned_duration_{};
  MeterId provisioned_{};
  MeterId snapshot_{};
  MeterId restores_{};
  bool bills_snapshots_ = false;
  std::vector<Enabled> enabled_{};  ///< oldest first
};

}  // namespace models::lambda
