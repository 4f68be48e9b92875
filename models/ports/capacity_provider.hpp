// An ECS capacity provider's managed scaling: how many instances a cluster should have for its tasks.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "models/ports/fleet.hpp"
#include "models/ports/scaling.hpp"
#include "sim/config/schema.hpp"
#include "sim/units/fraction.hpp"
#include "sim/units/time.hpp"

namespace models {

struct ManagedScalingConfig {
  std::int64_t min = 0;                        ///< instances
  std::int64_t max = 0;                        ///< instances
  sim::Fraction target_capacity{};             ///< of the instances that tasks may use
  std::int64_t minimum_scaling_step_size = 1;  ///< instances
  std::int64_t maximum_scaling_step_size = 1;  ///< instances
  sim::Duration warm_up{};
  sim::Duration period{};
  sim::Duration publication_delay{};
  std::int64_t out_datapoints = 1;
  std::int64_t in_datapoints = 1;
  bool managed_termination_protection = true;
  static const sim::config::Schema& schema();
};

/// Tasks with the same requirements that wait for an instance.
struct WaitingTasks {
  MachineShape task{};
  std::int64_t count = 0;
  bool is_distinct = false;  ///< at most one of them on an instance
};

/// The cluster as the metric of a period shows it, and what the decision that follows from that finds.
struct ClusterView {
  std::int64_t desired = 0;  ///< of the group of instances, at the decision
  std::int64_t running = 0;  ///< container instances that are up and belong to the group
  std::int64_t empty = 0;    ///< of these, without a task (daemons do not count)
  bool warming = false;      ///< at the decision an instance of the group was launched less than warm_up() ago
  std::vector<WaitingTasks> waiting{};
};

/// What one instance offers to tasks.
struct InstanceRoom {
  MachineShape room{};
  std::optional<std::int64_t> tasks{};  ///< most tasks that it can have (network interfaces); none: no limit
};

/// What managed scaling makes of a group's instance types: the least and the most that any of them has, by parameter
/// (vCPU, memory, tasks); of a single type twice the same.
/// Source: Amazon ECS developer guide, cluster auto scaling: managed scale-out (2023-06).
struct InstanceRooms {
  InstanceRoom smallest{};
  InstanceRoom largest{};
};

/// `types`: at least one.
InstanceRooms extremes(const std::vector<InstanceRoom>& types);

/// How many empty instances it takes to place all waiting tasks if all are of the largest type: first fit, groups with
/// the largest share of an instance first. Tasks that do not fit on an empty instance of the smallest type are left
/// out. Complexity: O(groups x instances).
std::int64_t instances_needed(const std::vector<WaitingTasks>& waiting, const InstanceRooms& instances);

/// Whether tasks wait, and none of them fits on an empty instance of the smallest type.
bool none_fits(const std::vector<WaitingTasks>& waiting, const InstanceRooms& instances);

/// Contract:
/// 1. observe() is called once per period(), publication_delay() after its end, in time order.
/// 2. The result lies within minimum() and maximum(); none means "leave it".
/// 3. Which instances go is not decided here: the cluster protects those with tasks, where protects_busy() says so.
class CapacityProvider {
 public:
  virtual ~CapacityProvider() = default;
  virtual std::int64_t minimum() const = 0;
  virtual std::int64_t maximum() const = 0;
  virtual sim::Duration period() const = 0;
  /// From the end of a period until its metric can be read.
  virtual sim::Duration publication_delay() const = 0;
  /// How long a new instance blocks the next scale-out, from its launch on.
  virtual sim::Duration warm_up() const = 0;
  /// Managed termination protection: only empty instances may go.
  virtual bool protects_busy() const = 0;
  /// CloudWatch alarms it keeps.
  virtual std::int64_t alarms() const = 0;
  virtual std::optional<ScalingDecision> observe(const ClusterView& view, sim::Time now) = 0;
};

}  // namespace models
