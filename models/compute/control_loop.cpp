#include "models/compute/control_loop.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "models/ports/skus.hpp"

namespace models::compute {

ControlLoop::ControlLoop(std::unique_ptr<ScalingPolicy> policy, const RunContext& context, ScaledTarget& target,
                         sim::Duration monitored_every, bool alarms_are_free)
    : policy_{std::move(policy)},
      period_{policy_->period()},
      kernel_{context.kernel},
      meters_{context.meters},
      events_{context.events},
      target_{target},
      high_resolution_alarms_{alarms_are_free ? 0 : policy_->high_resolution_alarms()},
      standard_alarms_{alarms_are_free ? 0 : policy_->alarms() - high_resolution_alarms_} {
  if (period_ == sim::Duration{}) {
    return;
  }
  if (policy_->reads_cpu()) {
    period_ = std::max(period_, monitored_every);
  }
  const std::string alarm{sku::kCloudwatchAlarm};
  const std::string on_demand{sku::kOnDemand};
  if (standard_alarms_ > 0) {
    standard_meter_ = meters_.open({alarm, "", on_demand});
  }
  if (high_resolution_alarms_ > 0) {
    high_resolution_meter_ = meters_.open({alarm, std::string{sku::kHighResolutionAlarm}, on_demand});
  }
  period_slot_ = kernel_.open(sim::bind<&ControlLoop::period_ended>(*this), sim::Phase::kControl);
  publish_slot_ = kernel_.open(sim::bind<&ControlLoop::published>(*this), sim::Phase::kControl);
}

void ControlLoop::start(sim::Time now) {
  if (period_ == sim::Duration{}) {
    return;
  }
  if (standard_alarms_ > 0) {
    meters_.level(standard_meter_, now, standard_alarms_);
  }
  if (high_resolution_alarms_ > 0) {
    meters_.level(high_resolution_meter_, now, high_resolution_alarms_);
  }
  period_start_ = now;
  kernel_.schedule(period_slot_, sim::next_multiple(now, period_));
}

void ControlLoop::period_ended(std::uint32_t, sim::Time now) {
  const LoadSample sample = target_.collect(period_start_, now);
  const std::int64_t length = (now - period_start_).nanoseconds();
  pending_.push_back({sample, length == 0 ? 0 : sample.replica_time / length, now + policy_->publication_delay()});
  period_start_ = now;
  kernel_.schedule(period_slot_, now + period_);
  if (!kernel_.is_scheduled(publish_slot_)) {
    kernel_.schedule(publish_slot_, pending_.front().published);
  }
}

void ControlLoop::published(std::uint32_t, sim::Time now) {
  const Pending due = pending_.front();
  pending_.pop_front();
  if (!pending_.empty()) {
    kernel_.schedule(publish_slot_, pending_.front().published);
  }
  CapacityView view = target_.capacity(now);
  view.counted = due.counted;
  const auto decision = policy_->observe(due.sample, view, now);
  if (decision && decision->desired != view.desired) {
    events_.log(now, decision->desired > view.desired ? "scale_out" : "scale_in", "desired",
                fmt::format("{} -> {}: {}", view.desired, decision->desired, decision->reason));
    target_.apply(*decision, now);
    if (decision->desired >= policy_->maximum() && decision->desired > policy_->minimum()) {
      events_.limit_reached(fmt::format("scaling reached its max of {}", policy_->maximum()));
    }
  }
}

std::int64_t ControlLoop::initial_replicas(const RunContext& context, sim::Vcpu vcpu, double speed) const {
  const std::int64_t low = policy_->minimum();
  const std::int64_t high = policy_->maximum();
  switch (context.initial.kind) {
    case InitialState::Kind::kSteady: {
      const double busy = context.initial_rate.per_second() * context.application.mean_cpu_seconds() / speed;
      const double replicas = std::ceil(busy / (vcpu.in_vcpu() * policy_->cpu_target()));
      return std::clamp(static_cast<std::int64_t>(std::min(replicas, 1e9)), low, high);
    }
    case InitialState::Kind::kMinimum:
      return low;
    case InitialState::Kind::kEmpty:
      return 0;
    case InitialState::Kind::kCount:
      return std::min(context.initial.count, high);  // fewer than the least: the others are launched
  }
  return low;
}

}  // namespace models::compute
