// Step scaling: the further a metric breaches an alarm, the larger the step.
//
// What: one alarm for scaling out (metric at or above its threshold) and one for scaling in (at or below). While an
//   alarm lasts, every period applies the step that holds the metric. Above the threshold a step holds its lower bound,
//   below it its upper one. A percentage of the capacity is rounded toward zero, but never from something to nothing:
//   between 0 and 1 it is 1, between -1 and 0 it is -1.
// Source: EC2 Auto Scaling user guide, step and simple scaling policies; API reference, StepAdjustment (2023-06).
// Units: CPU in percent, requests per minute and target, as CloudWatch counts; compared as integers.
// Assumes: while instances warm up, a scale-out reckons from the capacity without them and the desired capacity already
//   holds them, so that only the difference is added; they block scale-in. Where both alarms are on, scaling out wins,
//   which leaves the larger capacity. A percentage of zero stays zero whatever `min_adjustment_magnitude` says.
// Leaves out: several policies per direction; composite alarms; thresholds as strict inequalities.
// Checked against: tests/unit/models/scaling/step_scaling_test.cpp.
#include "models/scaling/step_scaling.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include <fmt/core.h>

#include "models/ports/catalog_entry.hpp"

namespace models::scaling {
namespace {

constexpr std::int64_t kMillion = 1'000'000;
constexpr std::int64_t kPercent = 100;
constexpr std::int64_t kMinute = sim::Duration::minutes(1).nanoseconds();
/// Beyond every metric, and small enough to be multiplied by what a metric is measured on.
constexpr std::int64_t kBeyond = std::int64_t{1} << 60;

std::int64_t millionths(double value) {
  return std::llround(value * static_cast<double>(kMillion));
}

}  // namespace

std::int64_t adjusted(std::int64_t capacity, AdjustmentType type, std::int64_t adjustment, std::int64_t magnitude) {
  if (type == AdjustmentType::kExactCapacity) {
    return adjustment;
  }
  if (type == AdjustmentType::kChangeInCapacity) {
    return capacity + adjustment;
  }
  const auto hundredths = static_cast<sim::Int128>(capacity) * adjustment;
  if (hundredths == 0) {
    return capacity;
  }
  const auto whole = static_cast<std::int64_t>(hundredths / kPercent);  // toward zero
  const std::int64_t amount = std::max({std::int64_t{1}, whole < 0 ? -whole : whole, magnitude});
  return capacity + (hundredths < 0 ? -amount : amount);
}

StepScaling::Policy::Policy(const StepAlarmConfig& config, bool out)
    : alarm{config.basis.datapoints_to_alarm.value_or(config.basis.evaluation_periods),
            config.basis.evaluation_periods},
      is_out{out},
      type{config.basis.adjustment_type},
      magnitude{config.basis.min_adjustment_magnitude.value_or(0)},
      threshold{millionths(config.basis.threshold)} {
  for (const StepAdjustment& step : config.steps) {
    steps.push_back({step.lower ? threshold + millionths(*step.lower) : -sim::Int128{kBeyond},
                     step.upper ? threshold + millionths(*step.upper) : sim::Int128{kBeyond}, step.adjustment});
  }
}

void StepScaling::Policy::observe(const Ratio& ratio) {
  if (ratio.whole <= 0) {
    alarm.observe(Datapoint::kMissing);
    return;
  }
  const sim::Int128 metric = ratio.part * kMillion;
  const bool is_breaching = is_out ? metric >= threshold * ratio.whole : metric <= threshold * ratio.whole;
  alarm.observe(is_breaching ? Datapoint::kBreaching : Datapoint::kFine);
}

const StepScaling::Step* StepScaling::Policy::step_at(const Ratio& ratio) const {
  const sim::Int128 metric = ratio.part * kMillion;
  for (const Step& step : steps) {
    const sim::Int128 lower = step.lower * ratio.whole;
    const sim::Int128 upper = step.upper * ratio.whole;
    if (is_out ? metric >= lower && metric < upper : metric > lower && metric <= upper) {
      return &step;
    }
  }
  return nullptr;
}

std::int64_t StepScaling::Policy::apply(const Step& step, std::int64_t capacity) const {
  return adjusted(capacity, type, step.adjustment, magnitude);
}

StepScaling::StepScaling(const StepScalingConfig& config) : config_{config} {
  if (config.scale_out) {
    out_.emplace(*config.scale_out, true);
  }
  if (config.scale_in) {
    in_.emplace(*config.scale_in, false);
  }
}

void StepScaling::set_limits(std::int64_t minimum, std::int64_t maximum) {
  config_.basis.min = minimum;
  config_.basis.max = maximum;
}

double StepScaling::cpu_target() const {
  if (!reads_cpu()) {
    return 1.0;
  }
  const double high = config_.scale_out ? config_.scale_out->basis.threshold : static_cast<double>(kPercent);
  const double low = config_.scale_in ? std::min(config_.scale_in->basis.threshold, high) : 0.0;
  return std::clamp((low + high) / 2.0 / static_cast<double>(kPercent), 0.01, 1.0);
}

StepScaling::Ratio StepScaling::measure(const LoadSample& sample) const {
  if (reads_cpu()) {
    return {static_cast<sim::Int128>(sample.cpu_used) * kPercent, sample.cpu_capacity};
  }
  return {static_cast<sim::Int128>(sample.requests) * kMinute, sample.replica_time};
}

std::optional<ScalingDecision> StepScaling::observe(const LoadSample& sample, const CapacityView& view,
                                                    sim::Time /*now*/) {
  const Ratio ratio = measure(sample);
  if (out_) {
    out_->observe(ratio);
  }
  if (in_) {
    in_->observe(ratio);
  }
  if (ratio.whole <= 0) {
    return std::nullopt;
  }
  if (out_ && out_->alarm.is_in_alarm()) {
    return scale_out(ratio, view);
  }
  if (in_ && in_->alarm.is_in_alarm()) {
    return scale_in(ratio, view);
  }
  return std::nullopt;
}

std::optional<ScalingDecision> StepScaling::scale_out(const Ratio& ratio, const CapacityView& view) const {
  const Step* step = out_->step_at(ratio);
  if (step == nullptr) {
    return std::nullopt;
  }
  const std::int64_t capacity = view.warming ? view.counted : view.desired;
  const std::int64_t desired = std::clamp(out_->apply(*step, capacity), config_.basis.min, config_.basis.max);
  if (desired <= view.desired) {
    return std::nullopt;
  }
  return ScalingDecision{desired, reason(ratio, *out_, view, desired)};
}

std::optional<ScalingDecision> StepScaling::scale_in(const Ratio& ratio, const CapacityView& view) const {
  const Step* step = in_->step_at(ratio);
  if (step == nullptr || view.warming) {
    return std::nullopt;
  }
  const std::int64_t desired = std::clamp(in_->apply(*step, view.desired), config_.basis.min, config_.basis.max);
  if (desired >= view.desired) {
    return std::nullopt;
  }
  return ScalingDecision{desired, reason(ratio, *in_, view, desired)};
}

std::string StepScaling::reason(const Ratio& ratio, const Policy& policy, const CapacityView& view,
                                std::int64_t desired) const {
  return fmt::format("{} {:.1f} (threshold {:g}): desired {} to {}",
                     reads_cpu() ? "CPU percent" : "requests per minute and target",
                     static_cast<double>(ratio.part) / static_cast<double>(ratio.whole),
                     static_cast<double>(policy.threshold) / static_cast<double>(kMillion), view.desired, desired);
}

ScalingEntry step_scaling() {
  ScalingEntry entry;
  entry.name = "step_scaling";
  entry.sentence = "Changes the group by steps, by how far a metric breaches an alarm.";
  entry.schema = &StepScalingConfig::schema;
  entry.make = [](const void* config) -> std::unique_ptr<ScalingPolicy> {
    return std::make_unique<StepScaling>(*static_cast<const StepScalingConfig*>(config));
  };
  return entry;
}

}  // namespace models::scaling
