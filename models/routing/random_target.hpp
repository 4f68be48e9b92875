// A set of targets of which any can be drawn.
#pragma once

#include <cstdint>
#include <vector>

#include "models/ports/request.hpp"
#include "sim/random/stream.hpp"

namespace models::routing {

/// All calls O(1), amortised over growth.
class RandomTarget {
 public:
  explicit RandomTarget(sim::random::Stream stream) : stream_{stream} {}

  void add(ReplicaId replica) {
    if (positions_.size() <= replica.index()) {
      positions_.resize(replica.index() + 1, kAbsent);
    }
    positions_[replica.index()] = static_cast<std::uint32_t>(targets_.size());
    targets_.push_back(replica);
  }
  void remove(ReplicaId replica) {
    const std::uint32_t hole = positions_[replica.index()];
    targets_[hole] = targets_.back();
    positions_[targets_[hole].index()] = hole;
    positions_[replica.index()] = kAbsent;
    targets_.pop_back();
  }
  bool holds(ReplicaId replica) const {
    return replica.exists() && replica.index() < positions_.size() && positions_[replica.index()] != kAbsent;
  }
  /// None when the set is empty.
  ReplicaId pick() { return targets_.empty() ? ReplicaId::none() : targets_[stream_.uniform_below(targets_.size())]; }
  /// Uniform on 0 ... bound - 1, for whoever draws something else beside targets.
  std::uint64_t draw_below(std::uint64_t bound) { return stream_.uniform_below(bound); }

 private:
  static constexpr std::uint32_t kAbsent = ~std::uint32_t{0};
  sim::random::Stream stream_;
  std::vector<ReplicaId> targets_{};
  std::vector<std::uint32_t> positions_{};  ///< by replica
};

}  // namespace models::routing
