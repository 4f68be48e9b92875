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
std::vector<InstanceFacts> types_of(const GroupConfig& config, const Facts& facts);
/// The field that names the type.
const char* field_of(const GroupConfig& config, const InstanceFacts& instance);
/// Reports what is wrong with the instances themselves.
void check_group(const GroupConfig& config, const Facts& facts, ConfigProblems& problems);
FleetDemand fleet_demand_of(const GroupConfig& config, const Facts& facts);
/// "m7i.large (2 vCPU, 8GiB)", with other types, purchase options and a warm pool.
std::string describe_instances(const GroupConfig& config, const Facts& facts);
/// The part that queueing theory needs to know of the instances. Says nothing where they are not alike, come and go,
/// or lose containers.
ServiceModel service_model_of(const GroupConfig& config, const sim::config::Choice* scaling,
                              const Application& application, const Facts& facts, const std::string& reference_cpu);

}  // namespace models::compute
