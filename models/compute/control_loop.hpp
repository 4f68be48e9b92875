// The loop around a scaling policy: at every metric period a sample is taken, after the publication delay the policy
// sees it, and what it decides is carried out. Shared by all compute models that scale replicas or machines.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>

#include "models/ports/meter.hpp"
#include "models/ports/run_context.hpp"
#include "models/ports/scaling.hpp"
#include "sim/kernel/kernel.hpp"

namespace models::compute {

/// What is scaled.
class ScaledTarget {
 public:
  virtual ~ScaledTarget() = default;
  /// The period that ends now, over the replicas that counted during all of it.
  virtual LoadSample collect(sim::Time from, sim::Time to) = 0;
  virtual CapacityView capacity(sim::Time now) = 0;
  virtual void apply(const ScalingDecision& decision, sim::Time now) = 0;
};

/// Periods align to the clock. A policy with period zero is never asked. Its alarms are metered.
class ControlLoop {
 public:
  /// `monitored_every`: how often CPU metrics are published; a policy that reads them is asked no more often.
  /// `alarms_are_free`: a platform that scales by itself bills none.
  ControlLoop(std::unique_ptr<ScalingPolicy> policy, const RunContext& context, ScaledTarget& target,
              sim::Duration monitored_every = {}, bool alarms_are_free = false);
  void start(sim::Time now);
  const ScalingPolicy& policy() const { return *policy_; }
  /// Scheduled actions and forecasts move the policy's limits.
  void set_limits(std::int64_t minimum, std::int64_t maximum) { policy_->set_limits(minimum, maximum); }

  /// How many replicas `initial` asks for, within the policy's limits. `vcpu`: CPU of one replica; `speed`: of its
  /// vCPU, relative to the reference CPU.
  std::int64_t initial_replicas(const RunContext& context, sim::Vcpu vcpu, double speed) const;

 private:
  struct Pending {
    LoadSample sample{};
    std::int64_t counted = 0;
    sim::Time published{};
  };
  void period_ended(std::uint32_t unused, sim::Time now);
  void published(std::uint32_t unused, sim::Time now);

  std::unique_ptr<ScalingPolicy> policy_;
  sim::Duration period_;
  sim::Kernel& kernel_;
  Meters& meters_;
  EventLog& events_;
  ScaledTarget& target_;
  std::int64_t high_resolution_alarms_;  ///< billed, as are the others
  std::int64_t standard_alarms_;
  MeterId standard_meter_{};
  MeterId high_resolution_meter_{};
  sim::SlotId period_slot_{};
  sim::SlotId publish_slot_{};
  sim::Time period_start_{};
  std::deque<Pending> pending_{};
};

}  // namespace models::compute
