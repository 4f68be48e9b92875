// Targets in slow start: each one's share of a full target's requests grows linearly from nothing to all of it.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "models/ports/request.hpp"
#include "sim/random/stream.hpp"
#include "sim/units/int128.hpp"
#include "sim/units/time.hpp"

namespace models::routing {

/// A target that has been here for t weighs t; one whose time is up weighs as much as a full target and leaves through
/// take_grown(). All calls are O(log targets), amortised over growth.
class SlowStart {
 public:
  explicit SlowStart(sim::random::Stream stream) : stream_{stream} {}

  bool is_empty() const { return count_ == 0; }
  bool holds(ReplicaId replica) const {
    return replica.index() < begins_.size() && begins_[replica.index()] != kAbsent;
  }
  /// `over`: the same for all. Targets come in time order.
  void add(ReplicaId replica, sim::Duration over, sim::Time now);
  void remove(ReplicaId replica);

  /// One whose time was up by `now`, removed; none if there is none.
  ReplicaId take_grown(sim::Time now);
  /// The oldest, removed, whether its time is up or not. Requires that there is one.
  ReplicaId take_any() { return take_grown(sim::Time::never()); }
  /// What all of them weigh, and what a full target does.
  sim::Int128 weight(sim::Time now) const { return sim::Int128{now.nanoseconds()} * count_ - begin_sum_; }
  sim::Int128 full_weight() const { return over_.nanoseconds(); }
  /// One of them, each with a probability in proportion to its weight. Requires weight(now) > 0.
  ReplicaId pick(sim::Time now);

 private:
  static constexpr std::int64_t kAbsent = INT64_MIN;
  /// A node of the Fenwick tree over replicas' numbers: how many targets, and the sum of their beginnings.
  struct Node {
    std::int64_t count = 0;
    sim::Int128 begins = 0;
  };
  struct Entrance {
    ReplicaId replica{};
    std::int64_t begin = 0;
  };
  void change(ReplicaId replica, std::int64_t count, std::int64_t begin);
  void grow(std::size_t replicas);

  sim::random::Stream stream_;
  sim::Duration over_{};
  std::vector<std::int64_t> begins_{};  ///< by replica, in nanoseconds
  std::vector<Node> tree_{};            ///< a power of two of them, counted from 1
  std::deque<Entrance> order_{};        ///< as they came; some have left since
  std::int64_t count_ = 0;
  sim::Int128 begin_sum_ = 0;
};

}  // namespace models::routing
