#include "sim/theory/processor_sharing.hpp"

#include "sim/theory/mmc.hpp"
#include "sim/theory/mmck.hpp"

namespace sim::theory {

std::optional<SharingMeans> processor_sharing_means(const SharedProcessors& shared) {
  std::optional<QueueMeans> queue;
  if (shared.places) {
    queue = mmck_means({shared.arrival_rate, shared.service_mean, shared.processors, *shared.places});
  } else {
    queue = mmc_means({shared.arrival_rate, shared.service_mean, shared.processors});
  }
  if (!queue) {
    return std::nullopt;
  }
  return SharingMeans{queue->lost, queue->in_system, queue->sojourn, queue->sojourn / shared.service_mean};
}

}  // namespace sim::theory
