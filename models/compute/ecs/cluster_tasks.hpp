// What: the tasks of one service on the instances of a cluster: who waits for room, which instance takes a task, and
//   which instances have the service's image.
// Source: Amazon ECS developer guide: task placement, cluster auto scaling (2023-06); that tasks give up waiting after
// a
//   time is unverified.
// Units: room in thousandths of a vCPU, bytes, tasks.
// Assumes: all tasks of a service are of one size; those of a capacity provider wait in the order in which they came,
//   for one of its instances. An instance pulls an image once, for all tasks that wait for it, one after another; of a
//   version only the layers that it does not have from others. As many as a version adds, the one before it has alone.
// Leaves out: images that are evicted for want of disk; pulls that slow each other down.
// Checked against: tests/unit/models/compute/ecs_instances_test.cpp, ecs_placement_test.cpp, ecs_providers_test.cpp.
#pragma once

#include <deque>
#include <optional>
#include <string_view>
#include <vector>

#include "models/compute/ecs/placement.hpp"
#include "models/compute/ecs/placement_order.hpp"
#include "models/compute/ecs/provider_division.hpp"
#include "models/compute/ecs/stop_order.hpp"
#include "models/compute/ecs/task_hosts.hpp"
#include "models/compute/network_config.hpp"
#include "models/compute/network_meters.hpp"
#include "models/ports/capacity_provider.hpp"
#include "models/ports/machines.hpp"
#include "models/ports/run_context.hpp"
#include "sim/kernel/kernel.hpp"

namespace models::ecs {

/// In the whole cluster; MachineId is within one group.
using InstanceId = sim::Id<struct InstanceTag>;

/// What every service of the cluster sees of an instance.
struct ContainerInstance {
  enum class State : std::uint8_t { kAbsent, kJoining, kAvailable, kDraining, kLost };
  State state = State::kAbsent;
  bool is_leaving = false;     ///< the group wants it gone, and waits for its tasks to go
  std::uint32_t provider = 0;  ///< index of its capacity provider
  MachineId machine{};         ///< in that provider's group
  std::size_t type = 0;        ///< index of its instance type among the group's
  ZoneId zone{};
  DomainId domain{};   ///< kept when the instance is gone: its counter is read once more
  sim::SlotId slot{};  ///< the agent's joining
  sim::Time booted_at{};
  sim::Time joined_at = sim::Time::never();
  MachineShape free{};
  std::int64_t tasks = 0;  ///< of all services; daemons are not counted
};

/// Who keeps the room of a cluster's instances, and tells every service's ClusterTasks of each change of it: from
/// inside take() and give_back(), too.
class ClusterRoom {
 public:
  virtual ~ClusterRoom() = default;
  virtual const std::vector<ContainerInstance>& instances() const = 0;
  virtual bool has_room(const ContainerInstance& instance, const MachineShape& task) const = 0;
  /// The name of the instance's type.
  virtual std::string_view type_of(const ContainerInstance& instance) const = 0;
  virtual void take(InstanceId machine, const MachineShape& task) = 0;
  /// Tasks that wait may be placed before it returns.
  virtual void give_back(InstanceId machine, const MachineShape& task, sim::Time now) = 0;
};

/// A service, as its cluster needs to know it.
struct ClusterService {
  std::string_view name{};  ///< part of its stream's name: unique in the architecture
  MachineShape task{};
  sim::Bytes image{};
  PlacementConfig placement{};
  std::vector<ProviderShare> providers{};  ///< what each capacity provider of the cluster gets of its tasks
  std::size_t zones = 0;
  sim::Duration provisioning_timeout{};
  compute::NetworkConfig registry{};
};

/// Complexity: placing a task O(log instances + zones), stopping one O(log instances + tasks on its instance), or where
/// chance chooses it O(tasks in service); nothing is allocated to place one once the tables have grown.
class ClusterTasks {
 public:
  ClusterTasks(const ClusterService& service, const RunContext& context, ClusterRoom& room,
               compute::NetworkMeters& network);

  void set_owner(TaskOwner& owner) { owner_ = &owner; }
  /// The contract of these is TaskHosts'.
  bool place_ready(TaskId task, sim::Time now);
  void seek(TaskId task, ServiceVersion version, sim::Time now);
  void stopping(TaskId task);
  void leave(TaskId task, sim::Time now);
  void serves(const StopCandidate& task);
  void serves_no_more(const StopCandidate& task);
  TaskId first_to_stop();
  TaskId choose_to_stop(const std::vector<StopCandidate>& candidates);
  void new_version(sim::Fraction new_layers);

  /// The instance's state or its room is another one. O(1).
  void room_changed(InstanceId machine);
  /// There may be room.
  void place_waiting(sim::Time now);
  /// All tasks on the instance must go; those that did not run yet have gone when it returns. O(k log k) for k of them,
  /// and so is lose().
  void evict(InstanceId machine, sim::Time now);
  /// All tasks on the instance are gone with it; so they are when it returns.
  void lose(InstanceId machine, sim::Time now);
  void instance_gone(InstanceId machine);

  /// Indices of capacity providers: what the next task waits for, what a task waits for or is on.
  std::size_t next_provider(ServiceVersion version) const { return division_.next(index_of(version)); }
  std::size_t provider_of(TaskId task) const { return tasks_[task.index()].provider; }
  InstanceId machine_of(TaskId task) const { return tasks_[task.index()].machine; }
  /// Those that wait for an instance of that capacity provider.
  WaitingTasks waiting(std::size_t provider) const;
  /// As waiting(), if that many waited.
  WaitingTasks as_waiting(std::int64_t count) const;
  /// How many of that many tasks each capacity provider gets.
  std::vector<std::int64_t> divide(std::int64_t tasks) const { return division_.divide(tasks); }

 private:
  /// By machine.
  struct Place {
    std::vector<TaskId> tasks{};           ///< in no order
    std::vector<ServiceVersion> images{};  ///< those that are there
    ServiceVersion pulled_image = kFirstVersion;
    sim::SlotId slot{};  ///< the end of the pull
    bool has_slot = false;
    bool is_pulling = false;
    std::vector<TaskId> waiting_for_image{};
    std::vector<StopCandidate> serving{};  ///< oldest launch first
  };
  struct Waiting {
    TaskId task{};
    sim::Time since{};
  };
  struct Placed {
    InstanceId machine = InstanceId::none();  ///< none while it waits
    std::size_t among = 0;                    ///< index among that machine's tasks
    std::size_t provider = 0;
    ServiceVersion version = kFirstVersion;
    bool is_counted = false;  ///< among the tasks that the strategy divides
  };

  Place& place(InstanceId machine);
  void admit(TaskId task, ServiceVersion version, std::size_t provider);
  bool accepts(const ContainerInstance& instance, std::uint32_t index) const;
  void look_at_room(std::uint32_t machine);
  void stops_changed(InstanceId machine);
  void look_at_stops(std::uint32_t machine);
  InstanceId choose(std::size_t provider);
  bool place_first(std::size_t provider, sim::Time now);
  bool is_anyone_waiting() const;
  void put(TaskId task, InstanceId machine);
  void take_off(TaskId task, InstanceId machine);
  std::vector<TaskId> tasks_on(InstanceId machine);
  bool has_image(const Place& at, TaskId task) const;
  sim::Bytes missing_layers(const Place& at, ServiceVersion version) const;
  void begin_pull(InstanceId machine, sim::Time now);
  void pulled(std::uint32_t machine, sim::Time now);
  void watch_waiting();
  void waited_too_long(std::uint32_t unused, sim::Time now);

  sim::Kernel& kernel_;
  ClusterRoom& room_;
  compute::NetworkMeters& network_;
  TaskOwner* owner_ = nullptr;
  MachineShape task_;
  Placement placement_;
  PlacementConstraints constraints_;
  ProviderDivision division_;
  compute::NetworkConfig registry_;
  sim::Duration provisioning_timeout_;
  sim::random::Stream stream_;

  sim::Bytes whole_image_;
  std::vector<sim::Bytes> new_layers_;  ///< by version: what the one before does not have
  sim::SlotId timeout_slot_{};
  bool is_placing_ = false;
  std::vector<Place> places_{};
  std::vector<Placed> tasks_{};               ///< by task
  std::vector<std::deque<Waiting>> waiting_;  ///< by capacity provider
  std::vector<std::int64_t> tasks_in_zone_;
  std::vector<std::int64_t> serving_in_zone_;
  PlacementOrder to_place_;  ///< instances that take one more task
  StopOrder to_stop_;        ///< those with a task in service
  // Scratch of first_to_stop() and choose_to_stop():
  std::vector<StopCandidate> candidates_{};
  std::vector<std::int64_t> stops_in_zone_{};
  std::vector<std::int64_t> stops_on_instance_{};
};

}  // namespace models::ecs
