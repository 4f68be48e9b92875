#include "models/compute/docker_host/start_order.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "sim/config/suggest.hpp"
#include "sim/units/parse.hpp"

namespace models::docker_host {
namespace {

struct Wait {
  std::size_t container = 0;
  Condition condition = Condition::kServiceStarted;
};

std::vector<std::string> names_of(const Application& application) {
  std::vector<std::string> names;
  for (const auto& [name, container] : application.containers) {
    names.push_back(name);
  }
  return names;
}

/// What each container waits for: the application's dependencies and the compose file's, those that exist.
std::vector<std::vector<Wait>> waits_of(const DockerHostConfig& config, const Application& application) {
  std::vector<std::vector<Wait>> waits(application.containers.size());
  for (std::size_t index = 0; index < waits.size(); ++index) {
    const auto& [name, container] = application.containers[index];
    for (const std::string& other : container.depends_on) {
      waits[index].push_back({application.container_index(other), Condition::kServiceStarted});
    }
    for (const auto& [other, dependency] : config.service(name).depends_on) {
      waits[index].push_back({application.container_index(other), dependency.condition});
    }
    std::erase_if(waits[index], [&](const Wait& wait) { return wait.container == waits.size(); });
  }
  return waits;
}

bool reaches(const std::vector<std::vector<Wait>>& waits, std::size_t from, std::size_t to, std::size_t depth) {
  return std::any_of(waits[from].begin(), waits[from].end(), [&](const Wait& wait) {
    return wait.container == to || (depth < waits.size() && reaches(waits, wait.container, to, depth + 1));
  });
}

/// Why that container never becomes healthy; empty if it does.
std::string never_healthy(const std::string& name, const Container& container) {
  if (!container.health_check) {
    return fmt::format("'{}' has no `health_check`, so that it never becomes healthy", name);
  }
  if (container.health_check->healthy_after(container.start) == HealthCheck::never()) {
    return fmt::format(
        "'{}' takes {} to be able to serve, and is unhealthy before: give its health_check a "
        "longer start_period",
        name, sim::to_text(container.start));
  }
  return {};
}

StartTimes times_of(const DockerHostConfig& config, const Application& application,
                    const std::vector<std::vector<Wait>>& waits, std::size_t index) {
  sim::Duration from{};
  for (const Wait& wait : waits[index]) {
    const Container& other = application.containers[wait.container].second;
    const StartTimes before = times_of(config, application, waits, wait.container);
    const bool waits_for_health = wait.condition == Condition::kServiceHealthy;
    from = std::max(
        from, before.runs + (waits_for_health ? other.health_check->healthy_after(other.start) : sim::Duration{}));
  }
  const sim::Duration runs = from + config.container_start;
  return {runs, runs + application.containers[index].second.start};
}

}  // namespace

std::vector<StartProblem> start_problems(const DockerHostConfig& config, const Application& application) {
  std::vector<StartProblem> problems;
  const std::vector<std::string> names = names_of(application);
  const auto unknown = [&](std::string field, const std::string& name) {
    problems.push_back({std::move(field), fmt::format("the application has no container '{}'{}", name,
                                                      sim::config::hint(name, names, "containers"))});
  };
  for (const auto& [name, service] : config.services) {
    const std::string field = "services." + name;
    if (application.container_index(name) == names.size()) {
      unknown(field, name);
      continue;
    }
    for (const auto& [other, dependency] : service.depends_on) {
      const std::string place = fmt::format("{}.depends_on.{}", field, other);
      const std::size_t index = application.container_index(other);
      if (index == names.size()) {
        unknown(place, other);
        continue;
      }
      if (dependency.condition == Condition::kServiceHealthy) {
        std::string why = never_healthy(other, application.containers[index].second);
        if (!why.empty()) {
          problems.push_back({place, std::move(why)});
        }
      }
    }
  }
  const std::vector<std::vector<Wait>> waits = waits_of(config, application);
  for (std::size_t index = 0; index < waits.size(); ++index) {
    if (reaches(waits, index, index, 0)) {
      problems.push_back({"services", fmt::format("'{}' waits for itself, directly or through others", names[index])});
    }
  }
  return problems;
}

std::vector<StartTimes> start_times(const DockerHostConfig& config, const Application& application) {
  const std::vector<std::vector<Wait>> waits = waits_of(config, application);
  std::vector<StartTimes> times;
  for (std::size_t index = 0; index < application.containers.size(); ++index) {
    times.push_back(times_of(config, application, waits, index));
  }
  return times;
}

}  // namespace models::docker_host
