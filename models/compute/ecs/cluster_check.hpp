// What a cluster's configuration gets wrong about its instances.
#pragma once

#include "models/compute/ecs/config.hpp"
#include "models/ports/catalog_entry.hpp"
#include "models/ports/facts.hpp"
#include "models/ports/fleet.hpp"

namespace models::ecs {

/// Reports tasks that fit on no instance, types without a figure for trunking, zones that the cluster does not have.
void check_cluster(const EcsConfig& config, const MachineShape& task, const InstanceFacts& instance,
                   ConfigProblems& problems);

}  // namespace models::ecs
