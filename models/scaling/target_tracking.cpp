// Target tracking: keeps a metric near its target.
//
// What: two alarms. AlarmHigh: the metric lies above the target for `out_datapoints` periods in a row. AlarmLow: it
// lies
//   below `in_threshold` x target for `in_datapoints`. With m the last period's metric, T the target and n the replicas
//   it was measured on:
//     out  desired' = ceil(n m / T), if that is more than what is desired already
//     in   the same formula rounds what is removed down, so that the predicted metric n m / desired' is at most T
//   While an alarm lasts its action is taken again every period.
// Source: EC2 Auto Scaling and Application Auto Scaling user guides, target tracking (2023-06); thresholds and
//   datapoints from alarms that AWS generated. The form of the formula is not published: it follows "proportionally",
//   and the documented rounding (up when adding, down when removing).
// Units: CPU in vCPU-nanoseconds over vCPU-nanoseconds; requests in 1e-6 per second and replica.
// Assumes: EC2: instances that warm up are part of what is desired but not of n, and block scale-in. ECS: during the
//   scale-out cooldown n stays what it was when the cooldown began, so that only a larger scale-out acts and adds only
//   the difference; it starts no cooldown of its own, or load that grows for hours would be measured against what was
//   there when it began to grow. A scale-in starts its own cooldown, which any scale-out ends; nothing is scaled in
//   during a deployment.
// Leaves out: EC2's self-tuned alarms and 10-second metrics (November 2024); several policies on one
//   target are several.cpp.
// Checked against: tests/unit/models/scaling/target_tracking_test.cpp.
#include "models/scaling/target_tracking.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>

#include <fmt/core.h>

#include "models/ports/catalog_entry.hpp"
#include "models/scaling/rounding.hpp"
#include "sim/check.hpp"

namespace models::scaling {
namespace {

constexpr std::int64_t kMicroPerUnit = 1'000'000;

/// Before anything that can happen.
constexpr sim::Time kLongAgo = sim::Time::at_nanoseconds(std::numeric_limits<std::int64_t>::min());

}  // namespace

TargetTracking::TargetTracking(const TrackingConfig& config, const TrackingPace& pace)
    : config_{config},
      pace_{pace},
      high_{config.out_datapoints},
      low_{config.in_datapoints},
      low_numerator_{config.in_threshold.billionths()},
      low_denominator_{kBillion},
      out_cooldown_ends_{kLongAgo},
      in_cooldown_ends_{kLongAgo} {
  const std::int64_t common = std::gcd(low_numerator_, low_denominator_);
  low_numerator_ /= common;
  low_denominator_ /= common;
  if (config.metric != TrackedMetric::kRequestsPerTarget) {
    SIM_CHECK(config.target && config.target->billionths() > 0, "a target of CPU or concurrency is positive");
  } else {
    SIM_CHECK(config.target_rate.has_value(), "a request target is given");
    target_micro_per_second_ =
        std::max<std::int64_t>(1, std::llround(config.target_rate->per_second() * static_cast<double>(kMicroPerUnit)));
  }
}

double TargetTracking::cpu_target() const {
  return config_.metric == TrackedMetric::kRequestsPerTarget ? 1.0 : config_.target->value();
}

bool TargetTracking::reads_cpu() const {
  return config_.metric == TrackedMetric::kCpu;
}

TargetTracking::Ratio TargetTracking::measure(const LoadSample& sample) const {
  if (config_.metric != TrackedMetric::kRequestsPerTarget) {
    return {static_cast<sim::Int128>(sample.cpu_used) * kBillion,
            static_cast<sim::Int128>(sample.cpu_capacity) * config_.target->billionths()};
  }
  return {static_cast<sim::Int128>(sample.requests) * kBillion * kMicroPerUnit,
          static_cast<sim::Int128>(sample.replica_time) * target_micro_per_second_};
}

void TargetTracking::feed_alarms(const Ratio& ratio) {
  if (ratio.whole <= 0) {
    high_.observe(Datapoint::kMissing);
    low_.observe(Datapoint::kMissing);
    return;
  }
  const bool is_high = ratio.part > ratio.whole;
  const bool is_low = ratio.part * low_denominator_ < ratio.whole * low_numerator_;
  high_.observe(is_high ? Datapoint::kBreaching : Datapoint::kFine);
  low_.observe(is_low ? Datapoint::kBreaching : Datapoint::kFine);
}

std::optional<ScalingDecision> TargetTracking::observe(const LoadSample& sample, const CapacityView& view,
                                                       sim::Time now) {
  const std::optional<ScalingDecision> decision = propose(sample, view, now);
  if (decision) {
    follow(now);
  }
  return decision;
}

std::optional<ScalingDecision> TargetTracking::propose(const LoadSample& sample, const CapacityView& view,
                                                       sim::Time now) {
  proposes_out_ = false;
  const Ratio ratio = measure(sample);
  feed_alarms(ratio);
  if (ratio.whole <= 0) {
    return std::nullopt;
  }
  if (high_.is_in_alarm()) {
    return scale_out(ratio, view, now);
  }
  if (low_.is_in_alarm() && !config_.disable_scale_in) {
    return scale_in(ratio, view, now);
  }
  return std::nullopt;
}

std::optional<ScalingDecision> TargetTracking::scale_out(const Ratio& ratio, const CapacityView& view, sim::Time now) {
  const std::int64_t base = now < out_cooldown_ends_ ? cooldown_base_ : view.counted;
  const std::int64_t wanted = divide_up(base * ratio.part, ratio.whole);
  const std::int64_t desired = std::clamp(wanted, config_.min, config_.max);
  if (desired <= view.desired) {
    return std::nullopt;
  }
  proposed_base_ = base;
  proposes_out_ = true;
  return ScalingDecision{desired, reason(ratio, view, base, desired)};
}

std::optional<ScalingDecision> TargetTracking::scale_in(const Ratio& ratio, const CapacityView& view,
                                                        sim::Time now) const {
  if (view.warming || view.deploying || now < in_cooldown_ends_) {
    return std::nullopt;
  }
  const std::int64_t wanted = divide_up(view.counted * ratio.part, ratio.whole);
  const std::int64_t desired = std::clamp(wanted, config_.min, config_.max);
  if (desired >= view.desired) {
    return std::nullopt;
  }
  return ScalingDecision{desired, reason(ratio, view, view.counted, desired)};
}

void TargetTracking::follow(sim::Time now) {
  if (!proposes_out_) {
    in_cooldown_ends_ = now + pace_.scale_in_cooldown;
    return;
  }
  if (now >= out_cooldown_ends_) {
    out_cooldown_ends_ = now + pace_.scale_out_cooldown;
    cooldown_base_ = proposed_base_;
  }
  end_scale_in_cooldown();
}

void TargetTracking::end_scale_in_cooldown() {
  in_cooldown_ends_ = kLongAgo;
}

std::string TargetTracking::reason(const Ratio& ratio, const CapacityView& view, std::int64_t base,
                                   std::int64_t desired) const {
  const double relative = static_cast<double>(ratio.part) / static_cast<double>(ratio.whole);
  const std::string metric =
      config_.metric != TrackedMetric::kRequestsPerTarget
          ? fmt::format("{} {:.1f} % (target {:.1f} %)",
                        config_.metric == TrackedMetric::kCpu ? "CPU" : "concurrency in use",
                        relative * config_.target->value() * 100.0, config_.target->value() * 100.0)
          : fmt::format("{:.1f} requests/s per replica (target {:.1f})", relative * config_.target_rate->per_second(),
                        config_.target_rate->per_second());
  const std::string reckoned =
      base == view.counted ? "" : fmt::format(", reckoned on the {} from before the cooldown", base);
  return fmt::format("{} on {}{}: desired {} to {}", metric, view.counted, reckoned, view.desired, desired);
}

namespace {

std::unique_ptr<ScalingPolicy> make_for_group(const void* config) {
  const auto& group = *static_cast<const GroupTrackingConfig*>(config);
  TrackingPace pace;
  pace.warm_up = group.warm_up;
  return std::make_unique<TargetTracking>(group.tracking, pace);
}

std::unique_ptr<ScalingPolicy> make_for_service(const void* config) {
  return make_service_tracking(*static_cast<const ServiceTrackingConfig*>(config));
}

std::unique_ptr<ScalingPolicy> make_for_concurrency(const void* config) {
  const auto& concurrency = *static_cast<const ConcurrencyTrackingConfig*>(config);
  TrackingPace pace;
  pace.warm_up = sim::Duration{};
  pace.scale_out_cooldown = concurrency.scale_out_cooldown;
  pace.scale_in_cooldown = concurrency.scale_in_cooldown;
  return std::make_unique<TargetTracking>(concurrency.tracking(), pace);
}

ScalingEntry entry_of(const sim::config::Schema& (*schema)(), std::unique_ptr<ScalingPolicy> (*make)(const void*)) {
  ScalingEntry entry;
  entry.name = "target_tracking";
  entry.sentence = "Keeps a metric near its target.";
  entry.schema = schema;
  entry.make = make;
  return entry;
}

}  // namespace

std::unique_ptr<TargetTracking> make_service_tracking(const ServiceTrackingConfig& service) {
  TrackingConfig tracking = service.tracking;
  if (service.high_resolution) {
    tracking.alarm_period = kHighResolution;
  }
  TrackingPace pace;
  pace.warm_up = sim::Duration{};
  pace.scale_out_cooldown = service.scale_out_cooldown;
  pace.scale_in_cooldown = service.scale_in_cooldown;
  return std::make_unique<TargetTracking>(tracking, pace);
}

ScalingEntry target_tracking() {
  return entry_of(&GroupTrackingConfig::schema, &make_for_group);
}

ScalingEntry service_target_tracking() {
  return entry_of(&ServiceTrackingConfig::schema, &make_for_service);
}

ScalingEntry concurrency_target_tracking() {
  return entry_of(&ConcurrencyTrackingConfig::schema, &make_for_concurrency);
}

}  // namespace models::scaling
