#include "models/worker/watched_replicas.hpp"

namespace models::worker {

void WatchedReplicas::watch(ReplicaId replica, sim::Time now) {
  if (places_.size() <= replica.index()) {
    places_.resize(replica.index() + 1);
  }
  place_of(replica) = static_cast<std::uint32_t>(watched_.size());
  watched_.push_back({replica, workers_.cpu_used(replica, now)});
}

void WatchedReplicas::unwatch(ReplicaId replica, sim::Time) {
  const std::uint32_t place = place_of(replica);
  SIM_CHECK(place < watched_.size() && watched_[place].replica == replica, "only a watched replica is let go");
  watched_[place] = watched_.back();
  place_of(watched_[place].replica) = place;
  watched_.pop_back();
}

std::int64_t WatchedReplicas::used(ReplicaId replica, sim::Time now) {
  return workers_.cpu_used(replica, now) - watched_[place_of(replica)].at_begin;
}

std::int64_t WatchedReplicas::used_by_all(sim::Time now) {
  std::int64_t total = 0;
  for (const Watched& watched : watched_) {
    total += workers_.cpu_used(watched.replica, now) - watched.at_begin;
  }
  return total;
}

void WatchedReplicas::restart(sim::Time now) {
  for (Watched& watched : watched_) {
    watched.at_begin = workers_.cpu_used(watched.replica, now);
  }
}

}  // namespace models::worker
