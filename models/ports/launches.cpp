#include "models/ports/launches.hpp"

#include <fmt/core.h>

#include "sim/check.hpp"

namespace models {

const std::array<std::string_view, kLaunchPhaseCount>& launch_phase_names() {
  static constexpr std::array<std::string_view, kLaunchPhaseCount> kNames{
      "launch_quota",  "group_health_check", "capacity_provider", "ec2_capacity", "instance_pending",
      "instance_boot", "registration",       "provisioning",      "pull",         "container_start",
      "activating",    "health_check",
  };
  static_assert(kNames.back() == "health_check");
  return kNames;
}

std::string_view launch_end_name(LaunchEnd end) {
  switch (end) {
    case LaunchEnd::kInService:
      return "in_service";
    case LaunchEnd::kStopped:
      return "stopped";
    case LaunchEnd::kUnderWay:
      return "under_way";
  }
  SIM_CHECK(false, "every end of a launch has a name");
}

std::string_view launch_kind_name(LaunchKind kind) {
  switch (kind) {
    case LaunchKind::kInstance:
      return "instance";
    case LaunchKind::kPooledInstance:
      return "instance_from_pool";
    case LaunchKind::kTask:
      return "task";
  }
  SIM_CHECK(false, "every kind of a launch has a name");
}

std::string instance_name(std::string_view group, std::uint64_t serial) {
  return fmt::format("{}{}i-{:05}", group, group.empty() ? "" : "/", serial);
}

}  // namespace models
