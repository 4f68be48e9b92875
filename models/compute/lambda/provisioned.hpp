// Provisioned concurrency: environments that are initialised before requests come, and what scales their number.
// What: a number is asked for; after a preparation, and as fast as they are allotted, that many environments are
//   initialised and come into service together; requests take them first, and spill over to on-demand environments.
// Source: AWS Lambda developer guide, provisioned concurrency (live page: a minute or two of preparation, 6,000
//   environments a minute, none usable before all are allocated; 10 requests a second each); Application Auto Scaling
//   on LambdaProvisionedConcurrencyUtilization (the guide of 2022 shows its alarms: above 70 %, below 63 %).
// Units: environments.
// Assumes: the metric is the environments' time in use over the time of all that are allotted, over a minute in which
//   one was invoked (AWS publishes it with invocations only, so that a silent function is not scaled in); a further
//   request above 10 a second each spills over.
// Leaves out: that environments are recycled every few hours.
// Checked against: tests/unit/models/compute/lambda_provisioned_test.cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "models/compute/control_loop.hpp"
#include "models/compute/lambda/limits.hpp"
#include "models/compute/schedule.hpp"
#include "models/ports/run_context.hpp"
#include "models/ports/scaling.hpp"
#include "sim/config/schema.hpp"
#include "sim/random/distribution.hpp"
#include "sim/stats/time_weighted.hpp"

namespace models::lambda {

/// Limits of provisioned concurrency by the clock.
struct ScheduledConcurrency {
  std::optional<std::string> recurrence{};
  std::optional<sim::Duration> start_time{};
  std::optional<sim::Duration> end_time{};
  std::int64_t min_capacity = 0;
  std::int64_t max_capacity = 0;
  static const sim::config::Schema& schema();
};

struct ProvisionedConfig {
  sim::config::Choice scaling{};
  std::vector<ScheduledConcurrency> scheduled_actions{};
  compute::Weekday first_day = compute::Weekday::kMonday;
  sim::random::DistributionSpec preparation{};
  std::int64_t allotted_per_minute = 0;
  sim::Rate requests_per_environment = sim::Rate::per_second(10.0);
  static const sim::config::Schema& schema();
};

/// The function whose environments they are.
class ProvisionedOwner {
 public:
  virtual ~ProvisionedOwner() = default;
  /// `count` is asked for from now on, or (negative) no longer: it counts against the concurrency, and is billed.
  virtual void claim(std::int64_t count, sim::Time now) = 0;
  /// `count` environments have been initialised. How many of them there are: hosts may be full.
  virtual std::int64_t allot(std::int64_t count, bool is_at_start, sim::Time now) = 0;
  /// `count` of those that were allotted go: idle ones now, busy ones when they are done.
  virtual void withdraw(std::int64_t count, sim::Time now) = 0;
};

class ProvisionedConcurrency final : private compute::ScaledTarget {
 public:
  /// `most`: what the function may have; scaling is held to it.
  ProvisionedConcurrency(const ProvisionedConfig& config, const RunContext& context,
                         std::unique_ptr<ScalingPolicy> policy, std::int64_t most, ProvisionedOwner& owner);

  /// `busy`: requests in progress on average at the beginning, for `initial: steady`.
  void start(double busy, sim::Time now);
  std::int64_t desired() const { return desired_; }
  /// Whether an environment that is idle may take one more request this second.
  bool may_serve(sim::Time now) { return rate_.take(now); }
  void invoked(sim::Time now) {
    busy_.add(now, 1);
    ++invocations_;
  }
  void done(sim::Time now) { busy_.add(now, -1); }

 private:
  struct Batch {
    std::int64_t count = 0;
    sim::Time ready{};
  };
  LoadSample collect(sim::Time from, sim::Time to) override;
  CapacityView capacity(sim::Time now) override;
  void apply(const ScalingDecision& decision, sim::Time now) override { set_desired(decision.desired, now); }

  void set_desired(std::int64_t desired, sim::Time now);
  void set_allotted(std::int64_t delta, sim::Time now);
  void batch_ready(std::uint32_t unused, sim::Time now);
  void action_due(std::uint32_t unused, sim::Time now);
  /// The policy's limits, held to what the function may have.
  void set_limits(compute::Limits limits);
  std::int64_t pending() const;

  sim::Kernel& kernel_;
  ProvisionedOwner& owner_;
  EventLog& events_;
  InitialState initial_{};
  std::int64_t most_;
  compute::ControlLoop loop_;
  std::optional<compute::Schedule> schedule_{};
  compute::Limits limits_{};
  sim::random::Sampler preparation_;
  sim::random::Stream preparation_stream_;
  std::int64_t allotted_per_minute_ = 0;
  double requests_per_environment_ = 0.0;
  RequestRate rate_;
  sim::SlotId ready_slot_{};
  sim::SlotId schedule_slot_{};

  std::int64_t desired_ = 0;
  std::vector<Batch> batches_{};  ///< being allotted, in the order of their readiness
  sim::stats::TimeWeighted busy_;
  sim::stats::TimeWeighted allotted_;
  std::int64_t invocations_ = 0;  ///< in this metric period
};

}  // namespace models::lambda
