// Step scaling of an EC2 Auto Scaling group.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/ports/scaling.hpp"
#include "models/scaling/alarm.hpp"
#include "models/scaling/step_config.hpp"
#include "sim/units/int128.hpp"

namespace models::scaling {

/// The capacity that an adjustment makes of `capacity`, before the group's limits. `magnitude`: fewest instances that
/// a percentage which is not zero changes.
std::int64_t adjusted(std::int64_t capacity, AdjustmentType type, std::int64_t adjustment, std::int64_t magnitude = 0);

/// Units: the metric is a ratio part/whole in CloudWatch's unit, thresholds and bounds are millionths of that unit.
class StepScaling : public ScalingPolicy {
 public:
  explicit StepScaling(const StepScalingConfig& config);

  std::int64_t minimum() const override { return config_.basis.min; }
  std::int64_t maximum() const override { return config_.basis.max; }
  void set_limits(std::int64_t minimum, std::int64_t maximum) override;
  /// What `initial: steady` aims at: the middle between the thresholds, where neither alarm is on.
  double cpu_target() const override;
  bool reads_cpu() const override { return config_.basis.metric == TrackedMetric::kCpu; }
  sim::Duration period() const override { return config_.basis.alarm_period; }
  sim::Duration publication_delay() const override { return config_.basis.publication_delay; }
  std::optional<sim::Duration> warm_up() const override { return config_.warm_up; }
  std::int64_t alarms() const override { return (out_ ? 1 : 0) + (in_ ? 1 : 0); }
  std::int64_t high_resolution_alarms() const override { return is_high_resolution(period()) ? alarms() : 0; }
  std::optional<ScalingDecision> observe(const LoadSample& sample, const CapacityView& view, sim::Time now) override;

 private:
  struct Ratio {
    sim::Int128 part = 0;
    sim::Int128 whole = 0;  ///< 0: there was nothing to measure
  };
  struct Step {
    sim::Int128 lower = 0;  ///< millionths, threshold added
    sim::Int128 upper = 0;
    std::int64_t adjustment = 0;
  };
  /// One direction.
  struct Policy {
    Policy(const StepAlarmConfig& config, bool is_out);
    void observe(const Ratio& ratio);
    /// The step that holds the metric, or null: between the threshold and the first step nothing happens.
    const Step* step_at(const Ratio& ratio) const;
    std::int64_t apply(const Step& step, std::int64_t capacity) const;

    Alarm alarm;
    bool is_out;
    AdjustmentType type;
    std::int64_t magnitude;
    sim::Int128 threshold;  ///< millionths
    std::vector<Step> steps{};
  };

  Ratio measure(const LoadSample& sample) const;
  std::optional<ScalingDecision> scale_out(const Ratio& ratio, const CapacityView& view) const;
  std::optional<ScalingDecision> scale_in(const Ratio& ratio, const CapacityView& view) const;
  std::string reason(const Ratio& ratio, const Policy& policy, const CapacityView& view, std::int64_t desired) const;

  StepScalingConfig config_;
  std::optional<Policy> out_{};
  std::optional<Policy> in_{};
};

}  // namespace models::scaling
