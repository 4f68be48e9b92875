// How many instances a capacity provider has, and what they are about, kept up to date as they change.
//
// What: what managed scaling asks for each minute, without a look at all of them.
// Units: instances.
// Checked against: tests/unit/models/compute/ecs_instance_tally_test.cpp (a walk over all instances).
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "models/compute/ecs/cluster_tasks.hpp"

namespace models::ecs {

/// remove(), add() and may_warm(): O(1); is_anything_warming(): amortised, too.
class InstanceTally {
 public:
  /// Those that the group has told to leave are not among them. One that EC2 is about to take counts as in use, though
  /// its agent drains it: what ran there needs another.
  struct Counts {
    std::int64_t booted = 0;
    std::int64_t running = 0;  ///< in use
    std::int64_t empty = 0;    ///< available, without a task (daemons are not counted)
  };

  explicit InstanceTally(std::size_t providers) : counts_(providers), may_warm_(providers) {}

  /// What the instance was, before it changes ...
  void remove(const ContainerInstance& instance) { count(instance, -1); }
  /// ... and what it is after that.
  void add(const ContainerInstance& instance) { count(instance, +1); }
  /// It has just booted.
  void may_warm(InstanceId instance, std::uint32_t provider) { may_warm_[provider].push_back(instance); }

  const Counts& of(std::uint32_t provider) const { return counts_[provider]; }
  /// Whether any of the provider's instances, leaving or not, has not warmed up yet. Does not go back in time.
  bool is_anything_warming(std::uint32_t provider, const std::vector<ContainerInstance>& instances, sim::Time now) {
    std::deque<InstanceId>& line = may_warm_[provider];
    while (!line.empty() && !is_warming(instances[line.front().index()], now)) {
      line.pop_front();
    }
    return !line.empty();
  }

 private:
  using State = ContainerInstance::State;

  static bool is_warming(const ContainerInstance& instance, sim::Time now) {
    return instance.state != State::kAbsent && instance.warm_at > now;
  }
  void count(const ContainerInstance& instance, std::int64_t sign) {
    if (instance.state == State::kAbsent) {
      return;
    }
    Counts& counts = counts_[instance.provider];
    const bool is_available = instance.state == State::kAvailable;
    const bool is_interrupted = instance.state == State::kDraining && !instance.is_leaving;
    counts.booted += instance.is_leaving ? 0 : sign;
    counts.running += is_available || is_interrupted ? sign : 0;
    counts.empty += is_available && instance.tasks == 0 ? sign : 0;
  }

  std::vector<Counts> counts_;                    ///< by provider
  std::vector<std::deque<InstanceId>> may_warm_;  ///< by provider; the first one warms, unless it was not asked since
};

}  // namespace models::ecs
