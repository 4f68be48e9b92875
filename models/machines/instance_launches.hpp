// The launches of a group's instances: since when each was wanted, and what it waited for.
#pragma once

#include <cstdint>

#include "models/machines/instances.hpp"
#include "models/ports/event_log.hpp"
#include "models/ports/machines.hpp"
#include "models/ports/missing_launches.hpp"

namespace models::machines {

/// Tells the event log of every launch once: when the instance came into service, was stopped before, or the window
/// ended. Instances that were there before the run, and those that wait in a warm pool, are no launches. O(1) for each.
class InstanceLaunches {
 public:
  InstanceLaunches(Instances& instances, EventLog& events) : instances_{instances}, events_{events} {}
  /// Who knows what instances wait for once they have booted; outlives this.
  void set_owner(const MachineOwner& owner) { owner_ = &owner; }

  /// The group lacks so many instances from now on.
  void set_missing(std::int64_t count, sim::Time now) { missing_.set(count, now); }
  /// The group knows of them, and tries to launch them from now on.
  void notice_missing(sim::Time now) { missing_.notice(now); }
  /// Since when it tries to launch the one that has been missing longest; never: none is missing, or not noticed yet.
  sim::Time tried_since() const { return missing_.tried_since(); }
  /// One of them is launched.
  MissingLaunch take_missing() { return missing_.take(); }

  /// `missing`: wanted never, where the instance was there before the run.
  void begin(MachineId machine, LaunchKind kind, const MissingLaunch& missing);
  /// The launch that began last could not be made: the instance is missing still.
  void cancel(MachineId machine);
  /// Nothing, where no launch is under way.
  void end(MachineId machine, LaunchEnd how, sim::Time now);
  /// The measured window is over: from now on nothing is told.
  void finish() { is_measured_ = false; }

 private:
  Instances& instances_;
  EventLog& events_;
  const MachineOwner* owner_ = nullptr;
  MissingLaunches missing_{};
  std::uint32_t launches_ = 0;
  bool is_measured_ = true;
};

}  // namespace models::machines
