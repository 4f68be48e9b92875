// The border between a service and what its tasks run on: Fargate or container instances.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "models/ports/fleet.hpp"
#include "models/ports/launches.hpp"
#include "models/ports/workers.hpp"
#include "sim/check.hpp"
#include "sim/units/bytes.hpp"
#include "sim/units/fraction.hpp"
#include "sim/units/id.hpp"
#include "sim/units/time.hpp"

namespace models::ecs {

using TaskId = sim::Id<struct TaskTag>;

/// What AWS calls a service revision: the first is 1, each deployment makes another one.
using ServiceVersion = std::int64_t;
inline constexpr ServiceVersion kFirstVersion = 1;
/// Where something is kept by version.
inline std::size_t index_of(ServiceVersion version) {
  return static_cast<std::size_t>(version - kFirstVersion);
}

/// What hosts tell the service. Contract:
/// 1. After seek(): placed() once, then image_pulled() once, unless leave() comes before; maybe from inside seek().
/// 2. evicted() only for placed tasks: the service must stop the task, and leave() follows sooner or later.
/// 3. lost() only for placed tasks that have not stopped: its processes are killed, stopped() follows at once.
/// 4. host_lost() only for placed tasks, in any state: what they ran on is gone, and all that they held with it.
/// leave()
///    comes before it returns.
/// 5. gave_up() instead of placed(): no place was found in time. The service ends the task, and leave() follows.
class TaskOwner {
 public:
  virtual ~TaskOwner() = default;
  /// The task is PENDING: its image is being pulled.
  virtual void placed(TaskId task, ZoneId zone, sim::Time now) = 0;
  virtual void image_pulled(TaskId task, sim::Time now) = 0;
  virtual void evicted(TaskId task, sim::Time now) = 0;
  virtual void lost(TaskId /*task*/, sim::Time /*now*/) {
    SIM_CHECK(false, "only Fargate kills a task, and whose tasks run there knows");
  }
  virtual void host_lost(TaskId task, sim::Time now) = 0;
  virtual void gave_up(TaskId task, sim::Time now) = 0;
  /// woken(task) at that time, unless the task leaves before. Replaces an earlier wish.
  virtual void wake_at(TaskId task, sim::Time at) = 0;
};

/// A task in service that may be stopped.
struct StopCandidate {
  TaskId task{};
  std::uint64_t number = 0;  ///< order of launches, from 1
};

/// Contract: seek() is called only when launch_allowed_at(now) <= now; leave() ends what seek() or place_ready() began,
/// in any state, once; stopping() and stopped() come before it, each once, the replica of a placed task being removed
/// before stopped().
class TaskHosts {
 public:
  virtual ~TaskHosts() = default;
  virtual void set_owner(TaskOwner& owner) = 0;
  /// Called once when the run begins. Makes room for that many tasks, which place_ready() then takes.
  virtual void start(std::int64_t tasks, sim::Time now) = 0;
  /// Places a task of the first version that has run before the run began; false if there is no room.
  virtual bool place_ready(TaskId task, sim::Time now) = 0;
  /// When one more task of that version may be launched; Time::never(): not before something else has changed.
  virtual sim::Time launch_allowed_at(ServiceVersion version, sim::Time now) = 0;
  /// A task of that version was launched (PROVISIONING) and wants a place.
  virtual void seek(TaskId task, ServiceVersion version, sim::Time now) = 0;
  virtual void woken(TaskId task, sim::Time now) = 0;
  /// The task is to go: it does not count any more where tasks are divided.
  virtual void stopping(TaskId /*task*/, sim::Time /*now*/) {}
  /// Its containers have ended; what it had been given stays taken until leave().
  virtual void stopped(TaskId /*task*/, sim::Time /*now*/) {}
  virtual void leave(TaskId task, sim::Time now) = 0;
  /// Of a launch: for what it waited between its launch and its place, as far as that is known here.
  virtual void tell_wait(TaskId /*task*/, LaunchClock& /*clock*/) const {}
  /// The measured window is over.
  virtual void finish(sim::Time /*now*/) {}
  /// The task has come into service, and may be stopped from now on.
  virtual void serves(const StopCandidate& task) = 0;
  virtual void serves_no_more(const StopCandidate& task) = 0;
  /// Which of those that serve is stopped first; there is one at least.
  virtual TaskId first_to_stop() = 0;
  /// As if only these served; there is one at least. Unless the hosts say otherwise, the newest of the zone that has
  /// most of them. Complexity: O(candidates).
  virtual TaskId choose_to_stop(const std::vector<StopCandidate>& candidates);
  /// The next version comes, of whose image that part are layers that the one before does not have.
  virtual void new_version(sim::Fraction /*new_layers*/) {}

  /// Of a placed task.
  virtual DomainId domain_of(TaskId task) const = 0;
  virtual ZoneId zone_of(TaskId task) const = 0;
  virtual bool is_spot(TaskId /*task*/) const { return false; }
  /// The capacity provider that the next task of a version is launched for, and that of a launched one, by its name;
  /// empty where there is only one.
  virtual std::string next_provider(ServiceVersion /*version*/) const { return ""; }
  virtual std::string provider_of(TaskId /*task*/) const { return ""; }
  /// The name in events of the instance that a task was placed on; empty where there is none: not placed, or on
  /// Fargate.
  virtual std::string instance_of(TaskId /*task*/) const { return ""; }
  virtual CpuSpeed speed() const = 0;
};

}  // namespace models::ecs
