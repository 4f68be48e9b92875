// A CloudWatch alarm: M breaching datapoints out of the last N.
#pragma once

#include <cstdint>

#include "sim/units/time.hpp"

namespace models::scaling {

/// Whether an alarm with that period is a high-resolution alarm, which costs more.
/// Source: Amazon CloudWatch API reference, PutMetricAlarm (Period of 10, 20 or 30: "a high-resolution alarm has a
/// higher charge than other alarms"), 2026-11.
constexpr bool is_high_resolution(sim::Duration period) {
  return period < sim::Duration::minutes(1);
}

enum class AlarmState : std::uint8_t { kOk, kAlarm, kInsufficientData };

/// What a period brought: whether the metric crossed the threshold, or that there was no metric.
enum class Datapoint : std::uint8_t { kFine, kBreaching, kMissing };

/// "Missing data is treated as missing": a missing datapoint is neither breaching nor fine. All O(1).
/// Source: Amazon CloudWatch user guide, "Evaluating an alarm", 2023-06. Left out: CloudWatch looks further back than N
/// periods for points that replace missing ones; here a missing point leaves its place in the window empty.
class Alarm {
 public:
  /// Requires 1 <= to_alarm <= window <= 64.
  Alarm(std::int64_t to_alarm, std::int64_t window);
  /// All of `window` must breach, as in target tracking.
  explicit Alarm(std::int64_t window) : Alarm{window, window} {}

  void observe(Datapoint point);
  /// kAlarm: enough of the window breaches. kInsufficientData: none of the window is known. kOk otherwise.
  AlarmState state() const;
  bool is_in_alarm() const { return state() == AlarmState::kAlarm; }
  /// Forgets all datapoints.
  void reset();

 private:
  std::int64_t to_alarm_;
  std::uint64_t window_mask_;
  std::uint64_t breaching_ = 0;  ///< bit i: the datapoint i periods ago breached
  std::uint64_t known_ = 0;      ///< bit i: the datapoint i periods ago exists
};

}  // namespace models::scaling
