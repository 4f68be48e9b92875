// What a cluster's configuration gets wrong about its instances.
#pragma once

#include <vector>

#include "models/compute/ecs/config.hpp"
#include "models/ports/catalog_entry.hpp"
#include "models/ports/facts.hpp"
#include "models/ports/fleet.hpp"

namespace models::ecs {

/// Reports, of one of the cluster's capacity providers, whose group launches those types: tasks that fit on none of
/// them (a warning where they fit on some: managed scaling then launches no instance for them), types without a figure
/// for trunking, zones and types in placement constraints that the group does not have.
void check_cluster(const EcsConfig& config, const MachineShape& task, const ClusterProvider& provider,
                   const std::vector<InstanceFacts>& types, ConfigProblems& problems);

}  // namespace models::ecs
