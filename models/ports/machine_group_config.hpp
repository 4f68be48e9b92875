// What a scenario says about a group of EC2 instances: the fields that every compute model on instances shares.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/ports/group_options.hpp"
#include "sim/config/schema.hpp"
#include "sim/random/distribution.hpp"
#include "sim/units/bytes.hpp"
#include "sim/units/fraction.hpp"
#include "sim/units/time.hpp"
#include "sim/units/vcpu.hpp"

namespace models {

class ConfigProblems;
class CpuSpeed;
class Facts;
struct InstanceFacts;

/// What an instance's own operating system takes.
struct GuestOs {
  sim::Bytes memory{};            ///< in use when nothing else runs
  sim::Fraction hidden_memory{};  ///< of the nominal memory: firmware and kernel, never seen as MemTotal
  sim::Vcpu cpu{};                ///< agents and daemons, while the instance runs
  static const sim::config::Schema& schema();
};

/// How often CloudWatch gets an instance's metrics: every minute (billed) or every five; or who manages it watches it.
enum class Monitoring : std::uint8_t { kDetailed, kBasic, kByManager };

/// What a burstable instance does when its credits are spent: it falls to its baseline, or borrows and pays.
enum class CreditMode : std::uint8_t { kStandard, kUnlimited };

struct MachineGroupConfig {
  std::string instance_type{};
  std::optional<CreditMode> cpu_credits{};
  std::optional<std::int64_t> credits_at_launch{};
  std::int64_t zones = 3;
  std::optional<double> cpu_speed{};         ///< of one vCPU, relative to the reference CPU
  sim::random::DistributionSpec api{};       ///< RunInstances call
  sim::random::DistributionSpec pending{};   ///< pending to running
  sim::random::DistributionSpec boot{};      ///< running to the OS being up
  sim::Duration user_data{};                 ///< what a new instance does once, after its first boot
  sim::random::DistributionSpec shutdown{};  ///< shutting-down to terminated
  sim::Duration placement_retry{};
  GuestOs guest_os{};
  sim::Bytes ebs{};
  Monitoring monitoring = Monitoring::kDetailed;
  // No fields of this part of the YAML: the compute model sets them from its own.
  std::string name{};                 ///< tells the groups of an architecture apart; empty where there is one
  bool public_ipv4 = false;           ///< from its `network`
  GroupOptions options{};             ///< types, purchase options, warm pool
  sim::Fraction management_fee{};     ///< of the on-demand price, for who manages them; zero: nobody
  sim::Duration application_start{};  ///< what a warm pool's instance does before it waits in memory
  static const sim::config::Schema& schema();

  /// The name of a stream of random numbers of the group: `purpose`, and in a group with a name "purpose.name".
  std::string stream_name(std::string_view purpose) const;
};

/// The types that the group launches, by priority; the first is its instance_type.
std::vector<std::string> type_names(const MachineGroupConfig& machines, const GroupOptions& options);

/// Reports an unknown instance type, a type without a speed, a guest OS that fills the instance.
void check_machine_group(const MachineGroupConfig& config, const Facts& facts, ConfigProblems& problems);

/// Reports types that do not exist or don't go together, and options that exclude each other. Fields are those of the
/// struct into which both parts of the YAML are embedded.
void check_group_options(const MachineGroupConfig& machines, const GroupOptions& options, const Facts& facts,
                         ConfigProblems& problems);

/// Whether its instances may have to do with less than their vCPUs: burstable ones in standard mode.
bool may_be_throttled(const MachineGroupConfig& config, const InstanceFacts& instance);

/// What is left to containers beside the guest OS; negative if the guest OS doesn't fit.
sim::Bytes usable_memory(const MachineGroupConfig& config, const InstanceFacts& instance);

/// Speed of one vCPU of `instance` relative to one of `reference`: the configured one, else the relation of their
/// CoreMark figures; nothing if a figure is missing.
std::optional<CpuSpeed> speed_of(const MachineGroupConfig& config, const InstanceFacts& instance,
                                 const InstanceFacts& reference);

}  // namespace models
