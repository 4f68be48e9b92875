// What a container instance offers to tasks.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "models/compute/ecs/config.hpp"
#include "models/ports/capacity_provider.hpp"
#include "models/ports/facts.hpp"

namespace models::ecs {

/// What the agent registers less what daemons reserve; negative where they take more than there is.
/// Source: Amazon ECS developer guide, container instance memory management: the memory that the operating system
/// reports, less ECS_RESERVED_MEMORY (2023-06). The guest's own idle use is not subtracted: tasks may be promised it.
InstanceRoom instance_room(const EcsConfig& config, const MachineGroupConfig& machines, const InstanceFacts& instance);

/// By type, in the group's order. Types must exist.
std::vector<InstanceRoom> instance_rooms(const EcsConfig& config, const InstancesConfig& instances, const Facts& facts);

/// Most tasks on an instance of that type; none: no limit, or, with trunking, no figure for the type.
/// Source: Amazon ECS developer guide, network interface trunking (2023-06): in awsvpc mode every task has an interface
/// of its own, and one is the instance's; with trunking the figures are per type.
std::optional<std::int64_t> tasks_per_instance(const EcsConfig& config, const InstanceFacts& instance);

}  // namespace models::ecs
