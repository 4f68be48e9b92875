#include "models/compute/ecs/task_hosts.hpp"

#include <algorithm>

namespace models::ecs {

TaskId TaskHosts::choose_to_stop(const std::vector<StopCandidate>& candidates) {
  std::vector<std::int64_t> in_zone;
  for (const StopCandidate& candidate : candidates) {
    const std::size_t zone = zone_of(candidate.task).index();
    in_zone.resize(std::max(in_zone.size(), zone + 1));
    ++in_zone[zone];
  }
  const auto fullest = static_cast<std::uint32_t>(std::max_element(in_zone.begin(), in_zone.end()) - in_zone.begin());
  StopCandidate chosen;
  for (const StopCandidate& candidate : candidates) {
    if (candidate.number > chosen.number && zone_of(candidate.task) == ZoneId{fullest}) {
      chosen = candidate;
    }
  }
  return chosen.task;
}

}  // namespace models::ecs
