#include "models/routing/target_group.hpp"

#include <algorithm>
#include <functional>

#include "sim/check.hpp"

namespace models::routing {

TargetGroup::TargetGroup(const TargetGroupConfig& config, sim::Duration slow_start, const RunContext& context,
                         Router& router, Workers& workers)
    : kernel_{context.kernel},
      router_{router},
      workers_{workers},
      config_{config},
      slow_start_{slow_start},
      may_fail_{config.health_check_waits || context.application.may_fail()},
      check_stream_{context.stream("health_check")},
      check_slot_{kernel_.open(sim::bind<&TargetGroup::check_due>(*this), sim::Phase::kCapacity)} {}

void TargetGroup::add(ReplicaId replica, bool immediately, sim::Time now) {
  if (targets_.size() <= replica.index()) {
    targets_.resize(replica.index() + 1);
  }
  Target& target = targets_[replica.index()];
  SIM_CHECK(target.state == State::kNone, "a target registers once");
  target.state = State::kInitial;
  target.has_served = false;
  target.in_a_row = 0;
  ++target.registration;
  const auto interval = static_cast<std::uint64_t>(config_.health_check_interval.nanoseconds());
  if (interval == 0) {
    become_healthy(replica, now);
    return;
  }
  // Those that are there when the run begins have passed theirs: the next one is an interval away.
  const sim::Duration first =
      immediately ? config_.health_check_interval
                  : sim::Duration::nanoseconds(static_cast<std::int64_t>(check_stream_.uniform_below(interval)));
  if (may_fail_ || !immediately) {
    schedule_check(replica, now + first);
  }
  if (immediately) {
    become_healthy(replica, now);
  }
}

void TargetGroup::schedule_check(ReplicaId replica, sim::Time at) {
  checks_.push_back({at, replica.index(), targets_[replica.index()].registration});
  std::push_heap(checks_.begin(), checks_.end(), std::greater<>{});
  if (checks_.front().at != kernel_.time_of_slot(check_slot_)) {
    kernel_.schedule(check_slot_, checks_.front().at);
  }
}

void TargetGroup::check_due(std::uint32_t, sim::Time now) {
  while (!checks_.empty() && checks_.front().at <= now) {
    const Check due = checks_.front();
    std::pop_heap(checks_.begin(), checks_.end(), std::greater<>{});
    checks_.pop_back();
    const Target& target = targets_[due.replica];
    const bool is_checked = target.state != State::kNone && target.state != State::kDraining;
    if (is_checked && target.registration == due.registration) {
      if (may_fail_) {
        schedule_check(ReplicaId{due.replica}, now + config_.health_check_interval);
      }
      check(ReplicaId{due.replica}, now);
    }
  }
  if (!checks_.empty()) {
    kernel_.schedule(check_slot_, checks_.front().at);
  }
}

void TargetGroup::check(ReplicaId replica, sim::Time now) {
  Target& target = targets_[replica.index()];
  const bool has_answered = workers_.is_up(replica) && (!config_.health_check_waits ||
                                                        workers_.answers(replica, config_.health_check_timeout, now));
  if (target.state == State::kInitial && has_answered) {  // of a new target one success is enough
    become_healthy(replica, now);
    return;
  }
  const bool speaks_against = has_answered == (target.state == State::kUnhealthy);
  target.in_a_row = speaks_against ? static_cast<std::uint8_t>(target.in_a_row + 1) : std::uint8_t{0};
  if (target.state == State::kUnhealthy) {
    if (target.in_a_row >= config_.healthy_threshold) {
      become_healthy(replica, now);
    }
  } else if (target.in_a_row >= config_.unhealthy_threshold) {
    become_unhealthy(replica, now);
  }
}

void TargetGroup::become_healthy(ReplicaId replica, sim::Time now) {
  Target& target = targets_[replica.index()];
  if (is_failing_open_) {
    fail_open(false);
  }
  unhealthy_ -= target.state == State::kUnhealthy ? 1 : 0;
  target.state = State::kHealthy;
  target.in_a_row = 0;
  ++healthy_;
  router_.added(replica);
  if (slow_start_ > sim::Duration{} && healthy_ > 1) {
    router_.starts_slowly(replica, slow_start_, now);
  }
  const bool is_back = target.has_served;
  target.has_served = true;
  if (is_back) {
    owner_->back_in_service(replica, now);
  } else {
    owner_->in_service(replica, now);
  }
}

void TargetGroup::become_unhealthy(ReplicaId replica, sim::Time now) {
  withdraw(replica);
  Target& target = targets_[replica.index()];
  target.state = State::kUnhealthy;
  target.in_a_row = 0;
  ++unhealthy_;
  if (is_failing_open_) {
    router_.added(replica);
  } else if (healthy_ == 0) {
    fail_open(true);
  }
  owner_->out_of_service(replica, now);
}

/// It is no longer counted among the healthy or the unhealthy, and no longer chosen.
void TargetGroup::withdraw(ReplicaId replica) {
  const State state = targets_[replica.index()].state;
  if (state == State::kHealthy || (state == State::kUnhealthy && is_failing_open_)) {
    router_.removed(replica);
  }
  healthy_ -= state == State::kHealthy ? 1 : 0;
  unhealthy_ -= state == State::kUnhealthy ? 1 : 0;
}

void TargetGroup::fail_open(bool opened) {
  is_failing_open_ = opened;
  for (std::uint32_t index = 0; index < targets_.size(); ++index) {
    if (targets_[index].state == State::kUnhealthy) {
      opened ? router_.added(ReplicaId{index}) : router_.removed(ReplicaId{index});
    }
  }
}

void TargetGroup::remove(ReplicaId replica, sim::Time now) {
  Target& target = targets_[replica.index()];
  SIM_CHECK(target.state != State::kNone && target.state != State::kDraining, "only a registered target can leave");
  withdraw(replica);
  const bool was_initial = target.state == State::kInitial;
  target.state = State::kNone;
  if (healthy_ == 0 && unhealthy_ > 0 && !is_failing_open_) {
    fail_open(true);
  }
  if (was_initial || workers_.outstanding(replica) == 0) {
    owner_->drained(replica, now);
    return;
  }
  target.state = State::kDraining;
  ++draining_;
  target.drain_slot = kernel_.open(sim::bind<&TargetGroup::drain_over>(*this, replica.index()), sim::Phase::kCapacity);
  kernel_.schedule(target.drain_slot, now + config_.deregistration_delay);
}

void TargetGroup::lose(ReplicaId replica) {
  Target& target = targets_[replica.index()];
  SIM_CHECK(target.state != State::kNone, "only a registered target can be lost");
  if (target.state == State::kDraining) {
    kernel_.close(target.drain_slot);
    --draining_;
  } else {
    withdraw(replica);
  }
  target.state = State::kNone;
  if (healthy_ == 0 && unhealthy_ > 0 && !is_failing_open_) {
    fail_open(true);
  }
}

void TargetGroup::drain_over(std::uint32_t index, sim::Time now) {
  Target& target = targets_[index];
  kernel_.close(target.drain_slot);
  target.state = State::kNone;
  --draining_;
  owner_->drained(ReplicaId{index}, now);
}

}  // namespace models::routing
