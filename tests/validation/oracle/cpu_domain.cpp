// Containers that share the CPU of one machine, driven by hand: when does each request finish?
#include <algorithm>
#include <cstdint>
#include <vector>

#include "tests/unit/models/worker/cpu_machine.hpp"
#include "tests/validation/oracle/answers.hpp"

namespace validation {

using nlohmann::json;

/// Question: `vcpus`; `groups` in order of their `start`, each of `containers` containers (default 1) of
/// `requests` requests (default 1) that bring `work` vCPU-seconds; `weight`, `parallelism` (default: the weight) and
/// `limit` (vCPU; default none) are a container's. Answer: when the last request of each group finishes.
json cpu_domain_answer(const json& question) {
  models::worker::Machine machine{question.at("vcpus").get<double>()};
  std::vector<std::vector<std::uint32_t>> groups;
  for (const json& group : question.at("groups")) {
    const auto weight = group.at("weight").get<std::uint64_t>();
    const double parallelism = group.value("parallelism", static_cast<double>(weight));
    const models::worker::LaneSpec lane = models::worker::lane(weight, group.value("limit", 0.0), parallelism);
    std::vector<std::uint32_t> requests;
    for (int container = 0; container < group.value("containers", 1); ++container) {
      const std::uint32_t own = machine.add_lane(lane);
      for (int request = 0; request < group.value("requests", 1); ++request) {
        requests.push_back(machine.enter(own, group.at("work").get<double>(), group.value("start", 0.0)));
      }
    }
    groups.push_back(requests);
  }
  machine.run();
  json finishes = json::array();
  for (const auto& group : groups) {
    double last = 0.0;
    for (const std::uint32_t request : group) {
      last = std::max(last, machine.finished.at(request));
    }
    finishes.push_back(last);
  }
  return {{"finishes", finishes}};
}

}  // namespace validation
