// Autoscaling: what a control loop reads (samples, never requests) and what it decides.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sim/units/time.hpp"

namespace models {

/// One metric period of one scalable target, aggregated over the replicas that count (in service and warmed up).
/// Integrals, so that events and rates can both produce them.
struct LoadSample {
  sim::Time from{};
  sim::Time to{};
  std::int64_t cpu_used = 0;      ///< vCPU-nanoseconds spent on requests by the counted replicas
  std::int64_t cpu_capacity = 0;  ///< vCPU-nanoseconds they had: nominal (EC2), specified (ECS)
  std::int64_t requests = 0;      ///< requests that were routed to the target
  std::int64_t replica_time = 0;  ///< replica-nanoseconds of the counted replicas
};

/// The target's capacity at the instant of the decision.
struct CapacityView {
  std::int64_t desired = 0;
  std::int64_t counted = 0;  ///< in service and warmed up: what the sample was measured on
  bool warming = false;      ///< something launched by a scale-out has not warmed up yet
  bool deploying = false;    ///< a deployment is in progress: nothing is scaled in meanwhile
};

/// A new desired capacity and why, or nothing.
struct ScalingDecision {
  std::int64_t desired = 0;
  std::string reason{};
};

/// Contract:
/// 1. observe() is called once per metric period, in time order, when the sample is published.
/// 2. The result lies within minimum() and maximum(); none means "leave it".
/// 3. The policy keeps its alarm history itself and draws no random numbers.
/// 4. Scheduled actions change the limits: after set_limits() minimum() and maximum() are what it was given.
class ScalingPolicy {
 public:
  virtual ~ScalingPolicy() = default;
  virtual std::int64_t minimum() const = 0;
  virtual std::int64_t maximum() const = 0;
  virtual void set_limits(std::int64_t minimum, std::int64_t maximum) = 0;
  /// What part of the CPU is in use at the target, for `initial: steady`; 1 for policies that track no CPU metric.
  virtual double cpu_target() const = 0;
  /// Length of a metric period, and how long after its end the sample is published.
  virtual sim::Duration period() const = 0;
  virtual sim::Duration publication_delay() const = 0;
  /// Whether it reads the replicas' CPU, which is only known as often as they are monitored; else the balancer's
  /// requests.
  virtual bool reads_cpu() const { return true; }
  /// How long a new replica does not count; how long a scale-out blocks the next scale-in where the service says so.
  /// None: the policy leaves it to the group.
  virtual std::optional<sim::Duration> warm_up() const = 0;
  /// CloudWatch alarms it keeps (billed).
  virtual std::int64_t alarms() const = 0;
  /// How many of these are high-resolution alarms, which cost more: their period is shorter than a minute.
  virtual std::int64_t high_resolution_alarms() const { return 0; }
  virtual std::optional<ScalingDecision> observe(const LoadSample& sample, const CapacityView& view, sim::Time now) = 0;
};

}  // namespace models
