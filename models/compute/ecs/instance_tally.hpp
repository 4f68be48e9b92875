// How many instances a capacity provider has, and what they are about, kept up to date as they change.
//
// What: what managed scaling asks for each minute, without a look at all of them.
// Units: instances.
// Checked against: tests/unit/models/compute/ecs_instance_tally_test.cpp (a walk over all instances).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/compute/ecs/cluster_tasks.hpp"

namespace models::ecs {

/// remove(), add(): O(1).
class InstanceTally {
 public:
  /// Those that the group has told to leave are not among them. One that EC2 is about to take counts as in use, though
  /// its agent drains it: what ran there needs another.
  struct Counts {
    std::int64_t running = 0;  ///< in use
    std::int64_t empty = 0;    ///< available, without a task (daemons are not counted)
  };

  explicit InstanceTally(std::size_t providers) : counts_(providers) {}

  /// What the instance was, before it changes ...
  void remove(const ContainerInstance& instance) { count(instance, -1); }
  /// ... and what it is after that.
  void add(const ContainerInstance& instance) { count(instance, +1); }

  const Counts& of(std::uint32_t provider) const { return counts_[provider]; }

 private:
  using State = ContainerInstance::State;

  void count(const ContainerInstance& instance, std::int64_t sign) {
    if (instance.state == State::kAbsent) {
      return;
    }
    Counts& counts = counts_[instance.provider];
    const bool is_available = instance.state == State::kAvailable;
    const bool is_interrupted = instance.state == State::kDraining && !instance.is_leaving;
    counts.running += is_available || is_interrupted ? sign : 0;
    counts.empty += is_available && instance.tasks == 0 ? sign : 0;
  }

  std::vector<Counts> counts_;  ///< by provider
};

}  // namespace models::ecs
