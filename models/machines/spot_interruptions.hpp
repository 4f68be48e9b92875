// When EC2 takes Spot instances back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/machines/machine.hpp"
#include "models/ports/machine_group_config.hpp"
#include "models/ports/run_context.hpp"

namespace models::machines {

/// What the group is told. For one instance, in this order: at_risk(), noticed(), taken().
class SpotEvents {
 public:
  virtual ~SpotEvents() = default;
  virtual void at_risk(MachineId machine, sim::Time now) = 0;  ///< EC2 recommends to replace it
  virtual void noticed(MachineId machine, sim::Time now) = 0;  ///< the interruption notice
  virtual void taken(MachineId machine, sim::Time now) = 0;    ///< it is gone
  virtual void reclaim_began(const SpotReclaim& reclaim, sim::Time now) = 0;
};

class SpotInterruptions {
 public:
  /// Of a group with mixed_instances.
  SpotInterruptions(const MachineGroupConfig& group, const RunContext& context, const std::vector<MachineType>& types,
                    SpotEvents& events);

  /// Schedules what the scenario announces. Once, at assembly.
  void start(sim::Time now);
  /// Whether new Spot instances of that kind are to be had.
  bool offers(const Offer& offer, sim::Time now) const;
  /// An instance that runs from now on. `serial`: its number among all launches.
  void watch(MachineId machine, std::uint64_t serial, sim::Time now);
  /// It is gone, or goes without EC2's doing.
  void forget(MachineId machine);
  /// EC2 begins to take it back, unless it does so already.
  void interrupt(MachineId machine, sim::Time now);
  bool concerns(const SpotReclaim& reclaim, const Offer& offer) const;

 private:
  enum class Stage : std::uint8_t { kNone, kCalm, kAtRisk, kNoticed };
  struct Watched {
    Stage stage = Stage::kNone;
    sim::SlotId slot{};
  };

  void rang(std::uint32_t machine, sim::Time now);
  void reclaim(std::uint32_t index, sim::Time now);
  std::optional<sim::Duration> draw_life(std::uint64_t serial) const;

  MixedInstancesConfig config_;
  sim::Kernel& kernel_;
  const std::vector<MachineType>& types_;
  SpotEvents& events_;
  std::uint64_t life_key_;
  double mean_life_seconds_ = 0.0;  ///< 0: EC2 takes none back of its own accord
  std::vector<Watched> watched_{};  ///< by machine
};

}  // namespace models::machines
