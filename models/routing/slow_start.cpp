#include "models/routing/slow_start.hpp"

#include "sim/check.hpp"

namespace models::routing {

void SlowStart::add(ReplicaId replica, sim::Duration over, sim::Time now) {
  over_ = over;
  grow(replica.index() + std::size_t{1});
  SIM_CHECK(!holds(replica), "a target starts once");
  change(replica, 1, now.nanoseconds());
  begins_[replica.index()] = now.nanoseconds();
  order_.push_back({replica, now.nanoseconds()});
}

void SlowStart::remove(ReplicaId replica) {
  change(replica, -1, begins_[replica.index()]);
  begins_[replica.index()] = kAbsent;
}

ReplicaId SlowStart::take_grown(sim::Time now) {
  while (!order_.empty()) {
    const Entrance oldest = order_.front();
    const bool is_here = holds(oldest.replica) && begins_[oldest.replica.index()] == oldest.begin;
    // So that `now` may be never() and the beginning lie before 0.
    if (is_here && oldest.begin > now.nanoseconds() - over_.nanoseconds()) {
      return ReplicaId::none();
    }
    order_.pop_front();
    if (is_here) {
      remove(oldest.replica);
      return oldest.replica;
    }
  }
  return ReplicaId::none();
}

ReplicaId SlowStart::pick(sim::Time now) {
  const sim::Int128 all = weight(now);
  SIM_CHECK(all > 0, "there is somebody to pick");
  // In 64 bits: at most 900 s each.
  sim::Int128 point = stream_.uniform_below(static_cast<std::uint64_t>(all));
  std::size_t position = 0;
  for (std::size_t step = tree_.size() / 2; step > 0; step /= 2) {
    const Node& node = tree_[position + step];
    const sim::Int128 below = sim::Int128{now.nanoseconds()} * node.count - node.begins;
    if (below <= point) {
      point -= below;
      position += step;
    }
  }
  return ReplicaId{static_cast<std::uint32_t>(position)};
}

void SlowStart::change(ReplicaId replica, std::int64_t count, std::int64_t begin) {
  count_ += count;
  begin_sum_ += count * sim::Int128{begin};
  for (std::size_t at = replica.index() + std::size_t{1}; at < tree_.size(); at += at & (~at + 1)) {
    tree_[at].count += count;
    tree_[at].begins += count * sim::Int128{begin};
  }
}

void SlowStart::grow(std::size_t replicas) {
  if (begins_.size() >= replicas) {
    return;
  }
  std::size_t size = tree_.empty() ? 16 : tree_.size();
  while (size <= replicas) {
    size *= 2;
  }
  begins_.resize(size - 1, kAbsent);
  tree_.assign(size, {});
  count_ = 0;
  begin_sum_ = 0;
  for (std::uint32_t index = 0; index < begins_.size(); ++index) {
    if (begins_[index] != kAbsent) {
      change(ReplicaId{index}, 1, begins_[index]);
    }
  }
}

}  // namespace models::routing
