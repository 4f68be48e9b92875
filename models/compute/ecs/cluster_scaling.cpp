// The managed scaling of a cluster's groups: what the metric of each period shows, and what follows from it.
#include <optional>
#include <utility>

#include "models/compute/ecs/container_instances.hpp"

namespace models::ecs {

namespace {

/// The warm-up runs from an instance's launch on, whether or not it has booted since. One that was asked for and not
/// launched yet (no capacity) does not exist: it is in the group's desired capacity, beyond which alone more are asked
/// for.
bool is_warming(const ProviderGroup& provider, sim::Time now) {
  const sim::Time launched = provider.group().newest_launch();
  return launched != sim::Time::never() && launched + provider.scaling().warm_up() > now;
}

}  // namespace

ClusterView ContainerInstances::view(std::uint32_t provider, sim::Time now) {
  ClusterView cluster;
  const InstanceTally::Counts& counts = tally_.of(provider);
  cluster.desired = providers_[provider]->group().desired();
  cluster.running = counts.running;
  cluster.empty = counts.empty;
  cluster.warming = is_warming(*providers_[provider], now);
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
  cluster.warming = is_warming(*providers_[index], now);
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
