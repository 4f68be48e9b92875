// Target tracking: one set of rules for EC2 Auto Scaling and Application Auto Scaling.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "models/ports/scaling.hpp"
#include "models/scaling/alarm.hpp"
#include "models/scaling/tracking_config.hpp"
#include "sim/units/int128.hpp"

namespace models::scaling {

/// How the two services keep a scale-out from being answered twice.
struct TrackingPace {
  std::optional<sim::Duration> warm_up{};  ///< EC2: new replicas do not count for so long; none: the group's
  sim::Duration scale_out_cooldown{};      ///< ECS; zero elsewhere
  sim::Duration scale_in_cooldown{};       ///< ECS; zero elsewhere
};

/// Units: integers throughout; a metric is a ratio part/whole to its target, compared by cross-multiplication.
class TargetTracking : public ScalingPolicy {
 public:
  TargetTracking(const TrackingConfig& config, const TrackingPace& pace);

  std::int64_t minimum() const override { return config_.min; }
  std::int64_t maximum() const override { return config_.max; }
  void set_limits(std::int64_t minimum, std::int64_t maximum) override {
    config_.min = minimum;
    config_.max = maximum;
  }
  double cpu_target() const override;
  bool reads_cpu() const override;
  sim::Duration period() const override { return config_.alarm_period; }
  sim::Duration publication_delay() const override { return config_.publication_delay; }
  std::optional<sim::Duration> warm_up() const override { return pace_.warm_up; }
  std::int64_t alarms() const override { return 2; }
  std::int64_t high_resolution_alarms() const override { return is_high_resolution(period()) ? alarms() : 0; }
  std::optional<ScalingDecision> observe(const LoadSample& sample, const CapacityView& view, sim::Time now) override;

  // observe() in two steps, for a target with several policies: of those that propose something one is followed.
  /// Feeds the alarms.
  std::optional<ScalingDecision> propose(const LoadSample& sample, const CapacityView& view, sim::Time now);
  /// What it proposed last is done: its cooldown begins.
  void follow(sim::Time now);
  /// Something was scaled out, by whichever policy.
  void end_scale_in_cooldown();
  bool scales_in() const { return !config_.disable_scale_in; }

 private:
  /// The metric over its target; `whole` 0: there was nothing to measure.
  struct Ratio {
    sim::Int128 part = 0;
    sim::Int128 whole = 0;
  };

  Ratio measure(const LoadSample& sample) const;
  void feed_alarms(const Ratio& ratio);
  std::optional<ScalingDecision> scale_out(const Ratio& ratio, const CapacityView& view, sim::Time now);
  std::optional<ScalingDecision> scale_in(const Ratio& ratio, const CapacityView& view, sim::Time now) const;
  /// `base`: replicas that `desired` was reckoned on.
  std::string reason(const Ratio& ratio, const CapacityView& view, std::int64_t base, std::int64_t desired) const;

  TrackingConfig config_;
  TrackingPace pace_;
  std::int64_t target_micro_per_second_ = 0;  ///< kRequestsPerTarget: 1e-6 requests per second and replica
  Alarm high_;
  Alarm low_;
  std::int64_t low_numerator_;  ///< the scale-in threshold over the target, in lowest terms so that products fit
  std::int64_t low_denominator_;
  sim::Time out_cooldown_ends_;
  sim::Time in_cooldown_ends_;
  std::int64_t cooldown_base_ = 0;  ///< what counted when the scale-out cooldown began
  std::int64_t proposed_base_ = 0;  ///< what the last proposal to scale out was made on
  bool proposes_out_ = false;       ///< the last proposal
};

/// The policy of an ECS service.
std::unique_ptr<TargetTracking> make_service_tracking(const ServiceTrackingConfig& config);

}  // namespace models::scaling
