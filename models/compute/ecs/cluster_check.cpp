#include "models/compute/ecs/cluster_check.hpp"

#include <string>

#include <fmt/core.h>

#include "models/compute/ecs/instance_room.hpp"
#include "sim/units/parse.hpp"

namespace models::ecs {

namespace {

/// Where a task's size and its placement are said.
struct TaskFields {
  std::string cpu{};
  std::string memory{};
  std::string placement{};  ///< what the fields of the placement come after
};

void check_fit(const MachineShape& task, const MachineShape& room, const InstanceFacts& instance,
               const TaskFields& fields, ConfigProblems& problems) {
  if (task.vcpu > room.vcpu) {
    problems.error(fields.cpu, fmt::format("a task takes {} vCPU, but {} {} {}", sim::to_text(task.vcpu), instance.type,
                                           room.vcpu == instance.vcpus ? "has" : "leaves beside the daemons",
                                           sim::to_text(room.vcpu)));
  }
  if (task.memory > room.memory) {
    problems.error(fields.memory,
                   fmt::format("a task takes {}, but {} leaves {} to tasks", sim::memory_to_text(task.memory),
                               instance.type, sim::memory_to_text(room.memory)));
  }
}

void check_zones(const PlacementConfig& placement, std::int64_t zones, const TaskFields& fields,
                 ConfigProblems& problems) {
  for (const std::int64_t zone : placement.placement_constraints.member_of.zones) {
    if (zone >= zones) {
      problems.error(fields.placement + "placement_constraints.member_of.zones",
                     fmt::format("there is no zone {}: the instances are in {}, numbered from 0", zone, zones));
    }
  }
}

void check_interfaces(const EcsConfig& config, const InstanceFacts& instance, ConfigProblems& problems) {
  if (config.awsvpc_trunking && !config.tasks_per_instance && !instance.trunked_tasks) {
    problems.error(
        "awsvpc_trunking",
        fmt::format("no figure is known of how many tasks {} holds with trunking (T types hold no more); give "
                    "tasks_per_instance",
                    instance.type));
    return;
  }
  if (tasks_per_instance(config, instance).value_or(1) < 1) {
    problems.error("network_mode",
                   fmt::format("{} has {} network interfaces, one of them its own: no task fits in awsvpc mode; use "
                               "bridge, or give tasks_per_instance",
                               instance.type, instance.network_interfaces));
  }
}

}  // namespace

void check_cluster(const EcsConfig& config, const MachineShape& task, const InstanceFacts& instance,
                   ConfigProblems& problems) {
  const MachineShape room = instance_room(config, instance).room;
  const TaskFields own{config.task.cpu ? "task.cpu" : "instances.instance_type",
                       config.task.memory ? "task.memory" : "instances.instance_type", ""};
  check_fit(task, room, instance, own, problems);
  check_zones(config.placement, config.instances->zones, own, problems);
  for (const auto& [name, other] : config.other_services) {
    const std::string field = fmt::format("other_services.{}.", name);
    const TaskFields fields{field + "cpu", field + "memory", field};
    check_fit({other.cpu, other.memory}, room, instance, fields, problems);
    check_zones(other.placement, config.instances->zones, fields, problems);
  }
  check_interfaces(config, instance, problems);
}

}  // namespace models::ecs
