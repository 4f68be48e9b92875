// The replicas that a metric of CPU use is made of, where each of them has its own counter.
#pragma once

#include <cstdint>
#include <vector>

#include "models/ports/workers.hpp"

namespace models::worker {

/// O(1) to watch or to leave; what is said of all costs O(watched replicas).
class WatchedReplicas final : public WatchedCpu {
 public:
  explicit WatchedReplicas(Workers& workers) : workers_{workers} {}

  void watch(ReplicaId replica, sim::Time now) override;
  void unwatch(ReplicaId replica, sim::Time now) override;
  std::int64_t used(ReplicaId replica, sim::Time now) override;
  std::int64_t used_by_all(sim::Time now) override;
  void restart(sim::Time now) override;

 private:
  struct Watched {
    ReplicaId replica{};
    std::int64_t at_begin = 0;  ///< its counter when it began to count in this period
  };
  std::uint32_t& place_of(ReplicaId replica) { return places_[replica.index()]; }

  Workers& workers_;
  std::vector<Watched> watched_{};       ///< in no order
  std::vector<std::uint32_t> places_{};  ///< in it, by replica
};

}  // namespace models::worker
