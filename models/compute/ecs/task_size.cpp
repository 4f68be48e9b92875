#include "models/compute/ecs/task_size.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/core.h>

#include "sim/units/parse.hpp"

namespace models::ecs {

namespace {

/// "0.25 vCPU: 512MiB, 1GiB, 2GiB; 0.5 vCPU: 1GiB ..."
std::string valid_sizes(const Facts& facts) {
  std::string text;
  std::optional<sim::Vcpu> row;
  std::vector<MachineShape> sizes = facts.fargate_sizes();
  std::stable_sort(sizes.begin(), sizes.end(),
                   [](const MachineShape& a, const MachineShape& b) { return a.vcpu < b.vcpu; });
  for (const MachineShape& size : sizes) {
    if (row != size.vcpu) {
      text += fmt::format("{}{} vCPU: ", row ? "; " : "", sim::to_text(size.vcpu));
      row = size.vcpu;
    } else {
      text += ", ";
    }
    text += sim::memory_to_text(size.memory);
  }
  return text;
}

/// "0.5 vCPU 4GiB or 1 vCPU 5GiB": of the valid sizes that hold `needed` the one that comes nearest to `wanted`, by the
/// factors between their vCPUs and between their memories, and the nearest that is no smaller. Empty: none is as large.
std::string nearest_sizes(const MachineShape& wanted, const MachineShape& needed, const Facts& facts) {
  const auto distance = [&](const MachineShape& size) {
    return std::abs(std::log(size.vcpu.in_vcpu() / wanted.vcpu.in_vcpu())) +
           std::abs(std::log(static_cast<double>(size.memory.count()) / static_cast<double>(wanted.memory.count())));
  };
  std::vector<MachineShape> sizes = facts.fargate_sizes();
  std::erase_if(sizes,
                [&](const MachineShape& size) { return size.vcpu < needed.vcpu || size.memory < needed.memory; });
  std::stable_sort(sizes.begin(), sizes.end(),
                   [&](const MachineShape& a, const MachineShape& b) { return distance(a) < distance(b); });
  if (sizes.empty()) {
    return "";
  }
  const auto no_smaller = std::find_if(sizes.begin(), sizes.end(), [&](const MachineShape& size) {
    return size.vcpu >= wanted.vcpu && size.memory >= wanted.memory;
  });
  const bool is_another = no_smaller != sizes.end() && no_smaller != sizes.begin();
  return to_text(sizes.front()) + (is_another ? " or " + to_text(*no_smaller) : "");
}

TaskSize fargate_size(const TaskConfig& task, const MachineShape& needed, const Facts& facts) {
  if (!task.cpu && !task.memory) {
    if (const std::optional<MachineShape> smallest = facts.fargate_size(needed.vcpu, needed.memory)) {
      return {smallest, "", ""};
    }
    return {std::nullopt, "task",
            fmt::format("the containers reserve {}; no Fargate task is as large. Valid sizes are {}", to_text(needed),
                        valid_sizes(facts))};
  }
  for (const MachineShape& size : facts.fargate_sizes()) {
    const bool is_wanted =
        task.cpu.value_or(size.vcpu) == size.vcpu && task.memory.value_or(size.memory) == size.memory;
    if (is_wanted && size.vcpu >= needed.vcpu && size.memory >= needed.memory) {
      return {size, "", ""};
    }
  }
  const std::string given =
      fmt::format("{}{}{}", task.cpu ? sim::to_text(*task.cpu) + " vCPU" : "", task.cpu && task.memory ? " with " : "",
                  task.memory ? sim::memory_to_text(*task.memory) : "");
  const MachineShape wanted{std::max(task.cpu.value_or(needed.vcpu), needed.vcpu),
                            std::max(task.memory.value_or(needed.memory), needed.memory)};
  const std::string nearest = nearest_sizes(wanted, needed, facts);
  return {
      std::nullopt, task.cpu ? "task.cpu" : "task.memory",
      fmt::format("there is no Fargate size of {} that holds the containers' {}{}. All sizes: {}", given,
                  to_text(needed), nearest.empty() ? "; none is as large" : "; write " + nearest, valid_sizes(facts))};
}

TaskSize instance_task_size(const TaskConfig& task, const MachineShape& needed) {
  const MachineShape size{task.cpu.value_or(needed.vcpu), task.memory.value_or(needed.memory)};
  if (size.vcpu == sim::Vcpu{}) {
    return {std::nullopt, "task",
            "no container reserves `cpu`, so the task has none and its CPU metric no meaning; give `cpu`"};
  }
  if (size.vcpu < needed.vcpu) {
    return {std::nullopt, "task.cpu",
            fmt::format("{} vCPU is less than the {} vCPU that the containers reserve", sim::to_text(size.vcpu),
                        sim::to_text(needed.vcpu))};
  }
  if (size.memory < needed.memory) {
    return {std::nullopt, "task.memory",
            fmt::format("{} is less than the {} that the containers reserve", sim::memory_to_text(size.memory),
                        sim::memory_to_text(needed.memory))};
  }
  return {size, "", ""};
}

}  // namespace

TaskSize task_size(const EcsConfig& config, const Application& application, const Facts& facts) {
  const MachineShape needed{application.total_cpu(), application.total_memory()};
  return config.launch_type == LaunchType::kFargate ? fargate_size(config.task, needed, facts)
                                                    : instance_task_size(config.task, needed);
}

std::string to_text(const MachineShape& size) {
  return fmt::format("{} vCPU {}", sim::to_text(size.vcpu), sim::memory_to_text(size.memory));
}

}  // namespace models::ecs
