// The credits of a group's burstable instances: follows what each of them uses, throttles those whose credits are
// spent, and meters what is borrowed.
//
// Source: see credit_account.hpp.
// Assumes: what an instance has borrowed during the measured window and still owes at its end counts as charged, since
// it
//   will be, at the latest when the instance ends. An instance in standard mode falls to its baseline when its credits
//   are spent, and rises again when they last for a second; the real one is throttled gradually, over up to 15 minutes.
//   Use is looked at every minute, and every second where credits are about to end or have ended.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "models/machines/credit_account.hpp"
#include "models/machines/machine.hpp"
#include "models/ports/machine_group_config.hpp"
#include "models/ports/run_context.hpp"

namespace models::machines {

/// Whoever knows what instances use, and can limit it; as MachineOwner says.
class CreditedCpu {
 public:
  virtual ~CreditedCpu() = default;
  virtual std::int64_t cpu_used(MachineId machine, sim::Time now) = 0;
  virtual void limit_cpu(MachineId machine, sim::Vcpu capacity, sim::Time now) = 0;
};

/// One kernel slot per burstable instance that runs; an event a minute each.
class CpuCredits {
 public:
  /// `overhead`: what an instance's own system uses all the time.
  CpuCredits(const MachineGroupConfig& config, const std::vector<MachineType>& types, const RunContext& context,
             CreditedCpu& cpu);

  /// The instance runs; nothing happens if its type has no credits.
  void begin(MachineId machine, const MachineType& type, std::uint64_t serial, sim::Time now);
  /// Its system is up: from here on its owner knows what it uses.
  void up(MachineId machine, sim::Time now);
  /// It runs no more: what it borrowed is charged.
  void end(MachineId machine, sim::Time now);

 private:
  struct Follower {
    std::optional<CreditAccount> account{};
    sim::SlotId slot{};
    sim::Vcpu vcpu{};
    std::uint64_t serial = 0;
    sim::Time looked_at{};
    std::int64_t used = 0;           ///< then
    std::int64_t owed_at_start = 0;  ///< of the measured window
    bool is_up = false;
    bool is_throttled = false;
  };

  bool is_unlimited(const MachineType& type) const;
  Follower* follower_of(MachineId machine);
  void look(std::uint32_t machine, sim::Time now);
  void advance(MachineId machine, sim::Time now);
  void throttle(MachineId machine, bool is_throttled, sim::Time now);
  void meter(std::int64_t charged, sim::Time now);
  void window_border(std::uint32_t unused, sim::Time now);

  const RunContext& context_;
  CreditedCpu& cpu_;
  std::string group_;  ///< its name
  std::optional<CreditMode> mode_;
  std::optional<std::int64_t> at_launch_;
  sim::Vcpu overhead_;
  std::optional<MeterId> meter_{};  ///< none: no type borrows
  sim::SlotId border_slot_{};
  std::int64_t uncounted_ = 0;         ///< vCPU-nanoseconds charged that do not fill a unit of the meter yet
  std::vector<Follower> followers_{};  ///< by machine
};

}  // namespace models::machines
