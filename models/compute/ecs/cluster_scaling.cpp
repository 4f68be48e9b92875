// The managed scaling of a cluster's groups: what the metric of each period shows, and what follows from it.
#include <optional>
#include <utility>

#include "models/compute/ecs/container_instances.hpp"

namespace models::ecs {

/// Instances that the group has told to leave don't count. One that EC2 is about to take counts as in use, though its
/// agent drains it: what ran there needs another.
ClusterView ContainerInstances::view(std::uint32_t provider, sim::Time now) const {
  ClusterView cluster;
  std::int64_t booted = 0;
  for (const ContainerInstance& host : instances_) {
    if (host.state == State::kAbsent || host.provider != provider) {
      continue;
    }
    const bool is_available = host.state == State::kAvailable;
    const bool is_interrupted = host.state == State::kDraining && !host.is_leaving;
    booted += host.is_leaving ? 0 : 1;
    cluster.running += is_available || is_interrupted ? 1 : 0;
    cluster.empty += is_available && host.tasks == 0 ? 1 : 0;
    cluster.warming = cluster.warming || host.warm_at > now;
  }
  cluster.desired = providers_[provider]->group().desired();
  cluster.warming = cluster.warming || cluster.desired > booted;
  cluster.waiting.push_back(service_.waiting(provider));
  for (const auto& other : others_) {
    cluster.waiting.push_back(other->tasks().waiting(provider));
  }
  return cluster;
}

/// A period ends.
void ContainerInstances::measure(std::uint32_t index, sim::Time now) {
  ScalingRounds& rounds = rounds_[index];
  const CapacityProvider& scaling = providers_[index]->scaling();
  kernel_.schedule(rounds.period, now + scaling.period());
  rounds.unread.push_back({view(index, now), now + scaling.publication_delay()});
  if (scaling.publication_delay() == sim::Duration{}) {
    decide(index, now);
  } else if (!kernel_.is_scheduled(rounds.decision)) {
    kernel_.schedule(rounds.decision, rounds.unread.front().published);
  }
}

/// By the metric that can be read from now on. What the group is asked for follows from how it stands now.
void ContainerInstances::decide(std::uint32_t index, sim::Time now) {
  ScalingRounds& rounds = rounds_[index];
  ClusterView cluster = std::move(rounds.unread.front().cluster);
  rounds.unread.pop_front();
  if (!rounds.unread.empty()) {
    kernel_.schedule(rounds.decision, rounds.unread.front().published);
  }
  ProviderGroup& provider = *providers_[index];
  cluster.desired = provider.group().desired();
  cluster.warming = view(index, now).warming;
  const std::optional<ScalingDecision> decision = provider.scaling().observe(cluster, now);
  if (decision && decision->desired != cluster.desired) {
    if (events_.enabled()) {
      events_.log(now, decision->desired > cluster.desired ? "scale_out" : "scale_in", provider.subject(),
                  decision->reason);
    }
    provider.group().set_desired(decision->desired, now);
  }
}

}  // namespace models::ecs
