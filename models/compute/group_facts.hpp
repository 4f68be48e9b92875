// What the catalogue asks of every kind that runs replicas on the instances of a group.
#pragma once

#include <string>
#include <vector>

#include "models/compute/group_config.hpp"
#include "models/ports/application.hpp"
#include "models/ports/catalog_entry.hpp"
#include "models/ports/facts.hpp"
#include "models/ports/fleet.hpp"

namespace models::compute {

/// The instance types that the group may launch, those that exist.
std::vector<InstanceFacts> types_of(const MachineGroupConfig& machines, const GroupOptions& group, const Facts& facts);
inline std::vector<InstanceFacts> types_of(const GroupConfig& config, const Facts& facts) {
  return types_of(config.machines, config.group, facts);
}

/// The field that names the type.
const char* field_of(const MachineGroupConfig& machines, const InstanceFacts& instance);
inline const char* field_of(const GroupConfig& config, const InstanceFacts& instance) {
  return field_of(config.machines, instance);
}

/// Reports what is wrong with the instances themselves.
void check_group(const MachineGroupConfig& machines, const GroupOptions& group, const Facts& facts,
                 ConfigProblems& problems);
inline void check_group(const GroupConfig& config, const Facts& facts, ConfigProblems& problems) {
  check_group(config.machines, config.group, facts, problems);
}

FleetDemand fleet_demand_of(const MachineGroupConfig& machines, const GroupOptions& group, const Facts& facts);
inline FleetDemand fleet_demand_of(const GroupConfig& config, const Facts& facts) {
  return fleet_demand_of(config.machines, config.group, facts);
}

/// "m7i.large (2 vCPU, 8GiB)", with other types, purchase options and a warm pool.
std::string describe_instances(const MachineGroupConfig& machines, const GroupOptions& group, const Facts& facts);
inline std::string describe_instances(const GroupConfig& config, const Facts& facts) {
  return describe_instances(config.machines, config.group, facts);
}

/// The part that queueing theory needs to know of the instances. Says nothing where they are not alike, come and go,
/// or lose containers.
ServiceModel service_model_of(const GroupConfig& config, const sim::config::Choice* scaling,
                              const Application& application, const Facts& facts, const std::string& reference_cpu);

}  // namespace models::compute
