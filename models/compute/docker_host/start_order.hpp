// In which order `docker compose up` starts the containers of a project, and when they can serve.
#pragma once

#include <string>
#include <vector>

#include "models/compute/docker_host/config.hpp"
#include "models/ports/application.hpp"

namespace models::docker_host {

/// Of one container, from the moment when all images are there.
struct StartTimes {
  sim::Duration runs{};    ///< its program runs
  sim::Duration serves{};  ///< it is able to serve
};

/// A dependency that can't be, and the field that says it.
struct StartProblem {
  std::string field{};
  std::string problem{};
};

/// What is wrong with the order. Requires an application without cycles of its own.
std::vector<StartProblem> start_problems(const DockerHostConfig& config, const Application& application);

/// Per container of the application. Requires that there are no problems. Containers that wait for nothing start
/// together; each takes `container_start`. Costs as much as there are paths through the dependencies.
std::vector<StartTimes> start_times(const DockerHostConfig& config, const Application& application);

}  // namespace models::docker_host
