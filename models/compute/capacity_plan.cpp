#include "models/compute/capacity_plan.hpp"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

namespace models::compute {

CapacityPlan::CapacityPlan(const GroupPolicies& config, const RunContext& context, const Limits& configured,
                           std::unique_ptr<Prediction> prediction, PlannedGroup& group)
    : kernel_{context.kernel},
      events_{context.events},
      schedule_{config.scheduled_actions, config.first_day},
      prediction_{std::move(prediction)},
      group_{group},
      scheduled_{configured} {
  slot_ = kernel_.open(sim::bind<&CapacityPlan::rang>(*this), sim::Phase::kControl);
}

void CapacityPlan::start(sim::Time now) {
  scheduled_ = schedule_.limits_at(now, scheduled_);
  if (prediction_) {
    prediction_->start(now);
    floor_ = prediction_->is_acted_upon() ? prediction_->replicas(now) : 0;
  }
  group_.limits_changed(limits(), std::nullopt, "limits at the beginning", now);
  schedule_next(now);
}

void CapacityPlan::schedule_next(sim::Time now) {
  const sim::Time at = std::min(schedule_.next(now), prediction_ ? prediction_->next(now) : sim::Time::never());
  if (at != sim::Time::never()) {
    kernel_.schedule(slot_, at);
  }
}

void CapacityPlan::rang(std::uint32_t /*unused*/, sim::Time now) {
  for (const ScheduledAction* action : schedule_.due(now)) {
    scheduled_ = changed(scheduled_, *action);
    if (events_.enabled()) {
      events_.log(now, "scheduled_action", "group",
                  fmt::format("min {}, max {}{}", scheduled_.minimum, scheduled_.maximum,
                              action->desired_capacity ? fmt::format(", desired {}", *action->desired_capacity) : ""));
    }
    group_.limits_changed(limits(), action->desired_capacity, "scheduled action", now);
  }
  if (prediction_) {
    prediction_->update(group_.load_so_far(prediction_->config().metric, now), now);
    const std::int64_t floor = prediction_->is_acted_upon() ? prediction_->replicas(now) : 0;
    if (floor != floor_) {
      floor_ = floor;
      group_.limits_changed(limits(), std::nullopt, fmt::format("forecast asks for {}", floor), now);
    }
  }
  schedule_next(now);
}

}  // namespace models::compute
