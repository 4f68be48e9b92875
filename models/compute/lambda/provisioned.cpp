#include "models/compute/lambda/provisioned.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/core.h>

#include "sim/config/describe.hpp"

namespace models::lambda {

namespace {

std::vector<compute::ScheduledAction> actions_of(const std::vector<ScheduledConcurrency>& all) {
  std::vector<compute::ScheduledAction> actions;
  actions.reserve(all.size());
  for (const ScheduledConcurrency& one : all) {
    actions.push_back({one.recurrence, one.start_time, one.end_time, one.min_capacity, one.max_capacity, {}});
  }
  return actions;
}

void check_action(const ScheduledConcurrency& action, sim::config::Checker& check) {
  if (!action.recurrence && !action.start_time) {
    check.error("", "says when? give start_time, such as 8h, or recurrence, such as \"0 8 * * *\"");
  }
  if (action.end_time && !action.recurrence) {
    check.error("end_time", "ends a recurrence; an action that runs once has start_time only");
  }
  if (action.recurrence) {
    std::string problem;
    if (compute::minutes_of_week(*action.recurrence, problem).empty()) {
      check.error("recurrence", problem);
    }
  }
  if (action.min_capacity > action.max_capacity) {
    check.error("min_capacity", "min_capacity must not exceed max_capacity");
  }
}

}  // namespace

const sim::config::Schema& ScheduledConcurrency::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<ScheduledConcurrency> d{"scheduled_concurrency",
                                                  "Sets the limits of provisioned concurrency by the clock."};
    d.field<&ScheduledConcurrency::recurrence>(
         "recurrence",
         "When it runs: minute, hour, `*`, `*`, day of the week (0 to 7 or SUN to SAT), as cron has them.")
        .example("\"30 7 * * MON-FRI\"");
    d.field<&ScheduledConcurrency::start_time>(
         "start_time", "When it runs once, from the start of the window; first time of a recurrence.")
        .range("0s", "3660d")
        .example("8h");
    d.field<&ScheduledConcurrency::end_time>("end_time", "When a recurrence ends.").range("0s", "3660d").example("5d");
    d.field<&ScheduledConcurrency::min_capacity>("min_capacity", "Fewest environments from then on.")
        .range("0", "1000000")
        .example("10");
    d.field<&ScheduledConcurrency::max_capacity>("max_capacity", "Most environments from then on.")
        .range("0", "1000000")
        .example("60");
    d.check(&check_action);
    return d.done();
  }();
  return schema;
}

const sim::config::Schema& ProvisionedConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<ProvisionedConfig> d{"provisioned_concurrency",
                                               "Environments that are initialised before requests come."};
    d.one_of<&ProvisionedConfig::scaling>("scaling", "concurrency_scaling", "How many, and what changes it.")
        .example("{kind: fixed, replicas: 50}");
    d.field<&ProvisionedConfig::scheduled_actions>(
         "scheduled_actions", "Limits by the clock (scheduled scaling of Application Auto Scaling).")
        .defaults_to("[]")
        .example("[{recurrence: \"0 8 * * *\", min_capacity: 50, max_capacity: 50}]");
    using compute::Weekday;
    d.field<&ProvisionedConfig::first_day>("first_day", "The day that begins at t = 0, for `recurrence`.")
        .choices({{"monday", Weekday::kMonday, ""},
                  {"tuesday", Weekday::kTuesday, ""},
                  {"wednesday", Weekday::kWednesday, ""},
                  {"thursday", Weekday::kThursday, ""},
                  {"friday", Weekday::kFriday, ""},
                  {"saturday", Weekday::kSaturday, ""},
                  {"sunday", Weekday::kSunday, ""}})
        .defaults_to("monday");
    d.field<&ProvisionedConfig::preparation>("preparation",
                                             "From asking for environments until Lambda begins to allot them.")
        .defaults_to("{kind: uniform, low: 60s, high: 120s}")
        .source("Lambda developer guide, provisioned concurrency: a minute or two", "2023-06");
    d.field<&ProvisionedConfig::allotted_per_minute>(
         "allotted_per_minute", "How fast environments are allotted; none can be used before all of them are.")
        .defaults_to("6000")
        .range("1", "1000000")
        .source("Lambda developer guide, provisioned concurrency", "2023-11")
        .unverified();
    d.field<&ProvisionedConfig::requests_per_environment>(
         "requests_per_environment", "Requests per second for each environment; faster ones spill over.")
        .defaults_to("10/s")
        .range("0.001/s", "1000000000/s")
        .source("Lambda developer guide, quotas: 10 times the provisioned concurrency", "2023-10");
    return d.done();
  }();
  return schema;
}

ProvisionedConcurrency::ProvisionedConcurrency(const ProvisionedConfig& config, const RunContext& context,
                                               std::unique_ptr<ScalingPolicy> policy, std::int64_t most,
                                               ProvisionedOwner& owner)
    : kernel_{context.kernel},
      owner_{owner},
      events_{context.events},
      initial_{context.initial},
      most_{most},
      loop_{std::move(policy), context, *this},
      preparation_{config.preparation},
      preparation_stream_{context.stream("provisioned")},
      allotted_per_minute_{config.allotted_per_minute},
      requests_per_environment_{config.requests_per_environment.per_second()},
      rate_{0.0, context.start},
      ready_slot_{kernel_.open(sim::bind<&ProvisionedConcurrency::batch_ready>(*this), sim::Phase::kCapacity)},
      busy_{context.start},
      allotted_{context.start} {
  set_limits({loop_.policy().minimum(), loop_.policy().maximum()});
  if (!config.scheduled_actions.empty()) {
    schedule_.emplace(actions_of(config.scheduled_actions), config.first_day);
    schedule_slot_ = kernel_.open(sim::bind<&ProvisionedConcurrency::action_due>(*this), sim::Phase::kControl);
  }
}

void ProvisionedConcurrency::set_limits(compute::Limits limits) {
  if (limits.maximum > most_) {
    events_.limit_reached(fmt::format("provisioned concurrency was held to {}, what the function may have", most_));
  }
  limits_ = {std::min(limits.minimum, most_), std::min(limits.maximum, most_)};
  loop_.set_limits(limits_.minimum, limits_.maximum);
}

void ProvisionedConcurrency::start(double busy, sim::Time now) {
  if (schedule_) {
    set_limits(schedule_->limits_at(now, limits_));
    const sim::Time next = schedule_->next(now);
    if (next != sim::Time::never()) {
      kernel_.schedule(schedule_slot_, next);
    }
  }
  std::int64_t wanted = limits_.minimum;
  if (initial_.kind == InitialState::Kind::kSteady) {
    wanted = static_cast<std::int64_t>(std::min(std::ceil(busy / loop_.policy().cpu_target()), 1e9));
  } else if (initial_.kind == InitialState::Kind::kCount) {
    wanted = initial_.count;
  }
  desired_ = std::clamp(wanted, limits_.minimum, limits_.maximum);
  owner_.claim(desired_, now);
  set_allotted(owner_.allot(desired_, true, now), now);
  loop_.start(now);
}

std::int64_t ProvisionedConcurrency::pending() const {
  std::int64_t count = 0;
  for (const Batch& batch : batches_) {
    count += batch.count;
  }
  return count;
}

void ProvisionedConcurrency::set_allotted(std::int64_t delta, sim::Time now) {
  allotted_.add(now, delta);
  // A bucket that is refilled at once when the number changes: a second's worth, at the instant of a change.
  rate_ =
      RequestRate{requests_per_environment_ * static_cast<double>(std::max<std::int64_t>(allotted_.level(), 1)), now};
}

void ProvisionedConcurrency::set_desired(std::int64_t desired, sim::Time now) {
  const std::int64_t change = desired - desired_;
  if (change == 0) {
    return;
  }
  desired_ = desired;
  owner_.claim(change, now);
  if (change > 0) {
    const sim::Duration allotting = sim::Duration::minutes(1) * change / allotted_per_minute_;
    const sim::Time begins = now + preparation_.draw_duration(preparation_stream_);
    const sim::Time ready = std::max(begins, batches_.empty() ? begins : batches_.back().ready) + allotting;
    batches_.push_back({change, ready});
    if (batches_.size() == 1) {
      kernel_.schedule(ready_slot_, ready);
    }
    return;
  }
  // What is still being allotted goes first.
  std::int64_t fewer = -change;
  while (fewer > 0 && !batches_.empty()) {
    const std::int64_t taken = std::min(fewer, batches_.back().count);
    batches_.back().count -= taken;
    fewer -= taken;
    if (batches_.back().count == 0) {
      batches_.pop_back();
    }
  }
  if (batches_.empty()) {
    kernel_.cancel(ready_slot_);
  }
  fewer = std::min(fewer, allotted_.level());
  if (fewer > 0) {
    set_allotted(-fewer, now);
    owner_.withdraw(fewer, now);
  }
}

void ProvisionedConcurrency::batch_ready(std::uint32_t, sim::Time now) {
  const std::int64_t count = batches_.front().count;
  batches_.erase(batches_.begin());
  if (!batches_.empty()) {
    kernel_.schedule(ready_slot_, batches_.front().ready);
  }
  set_allotted(owner_.allot(count, false, now), now);
}

void ProvisionedConcurrency::action_due(std::uint32_t, sim::Time now) {
  for (const compute::ScheduledAction* action : schedule_->due(now)) {
    set_limits(compute::changed(limits_, *action));
  }
  set_desired(std::clamp(desired_, limits_.minimum, limits_.maximum), now);
  const sim::Time next = schedule_->next(now);
  if (next != sim::Time::never()) {
    kernel_.schedule(schedule_slot_, next);
  }
}

LoadSample ProvisionedConcurrency::collect(sim::Time from, sim::Time to) {
  LoadSample sample;
  sample.from = from;
  sample.to = to;
  sample.requests = std::exchange(invocations_, 0);
  sample.cpu_used = static_cast<std::int64_t>(busy_.cut(to));
  sample.cpu_capacity = static_cast<std::int64_t>(allotted_.cut(to));
  sample.replica_time = sample.cpu_capacity;
  if (sample.requests == 0) {
    sample.cpu_capacity = 0;  // no invocation, no metric
  }
  return sample;
}

CapacityView ProvisionedConcurrency::capacity(sim::Time) {
  return {desired_, allotted_.level(), pending() > 0};
}

}  // namespace models::lambda
