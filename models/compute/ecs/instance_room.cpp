#include "models/compute/ecs/instance_room.hpp"

#include <string>

#include "models/ports/machine_group_config.hpp"
#include "sim/check.hpp"

namespace models::ecs {

InstanceRoom instance_room(const EcsConfig& config, const MachineGroupConfig& machines, const InstanceFacts& instance) {
  const sim::Bytes registered = usable_memory(machines, instance) + machines.guest_os.memory - config.reserved_memory;
  InstanceRoom room{{instance.vcpus, registered}, tasks_per_instance(config, instance)};
  for (const auto& [name, daemon] : config.daemons) {
    room.room.vcpu -= daemon.cpu;
    room.room.memory -= daemon.memory;
  }
  return room;
}

std::vector<InstanceRoom> instance_rooms(const EcsConfig& config, const InstancesConfig& instances,
                                         const Facts& facts) {
  std::vector<InstanceRoom> rooms;
  for (const std::string& type : type_names(instances.machines, instances.group_options())) {
    const std::optional<InstanceFacts> instance = facts.instance(type);
    SIM_CHECK(instance.has_value(), "the configuration was checked");
    rooms.push_back(instance_room(config, instances.machines, *instance));
  }
  return rooms;
}

std::optional<std::int64_t> tasks_per_instance(const EcsConfig& config, const InstanceFacts& instance) {
  if (config.tasks_per_instance) {
    return config.tasks_per_instance;
  }
  if (config.network_mode == NetworkMode::kBridge) {
    return std::nullopt;
  }
  if (config.awsvpc_trunking) {
    return instance.trunked_tasks;
  }
  return instance.network_interfaces - 1;  // the first one is the instance's own
}

}  // namespace models::ecs
