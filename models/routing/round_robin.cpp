// What: targets in turn, in the order in which they came into service; ALB's default algorithm.
// Source: Elastic Load Balancing, Application Load Balancers guide, "Routing algorithms" and "Slow start mode", read
//   2023-06.
// Units: none.
// Assumes: one load balancer node; a real ALB has several, each with its own turn.
// Leaves out: nothing that is published.
// Checked against: tests/unit/models/routing/router_test.cpp, slow_start_test.cpp.
#include <vector>

#include "models/ports/catalog_entry.hpp"
#include "models/routing/slow_start.hpp"
#include "sim/config/describe.hpp"

namespace models::routing {

namespace {

struct RoundRobinConfig {
  static const sim::config::Schema& schema() {
    static const sim::config::Schema schema =
        sim::config::Describe<RoundRobinConfig>{"round_robin", "Targets in turn."}.done();
    return schema;
  }
};

/// A ring of targets, linked by index: adding, removing and picking are O(1); O(log targets) while some start slowly.
/// Those stand beside the ring. The requests that are due to all of them together are given out evenly among the
/// others, each to one of them by chance.
class RoundRobin final : public Router {
 public:
  explicit RoundRobin(sim::random::Stream stream) : slow_{stream} {}

  void added(ReplicaId replica) override {
    if (links_.size() <= replica.index()) {
      links_.resize(replica.index() + 1);
    }
    ++full_;
    if (!cursor_.exists()) {
      link(replica) = {replica, replica};
      cursor_ = replica;
      return;
    }
    // Behind the cursor: the newcomer is the last of this turn.
    const ReplicaId previous = link(cursor_).previous;
    link(replica) = {previous, cursor_};
    link(previous).next = replica;
    link(cursor_).previous = replica;
  }

  void removed(ReplicaId replica) override {
    if (slow_.holds(replica)) {
      slow_.remove(replica);
      return;
    }
    --full_;
    const Link gone = link(replica);
    link(gone.previous).next = gone.next;
    link(gone.next).previous = gone.previous;
    if (cursor_ == replica) {
      cursor_ = gone.next == replica ? ReplicaId::none() : gone.next;
    }
  }

  void starts_slowly(ReplicaId replica, sim::Duration over, sim::Time now) override {
    if (full_ > 1) {  // who would be alone has nobody to leave requests to
      removed(replica);
      slow_.add(replica, over, now);
    }
  }

  ReplicaId assign(sim::Time now) override {
    if (!slow_.is_empty()) [[unlikely]] {
      if (const ReplicaId slow = slow_turn(now); slow.exists()) {
        return slow;
      }
    }
    const ReplicaId picked = cursor_;
    if (picked.exists()) {
      cursor_ = link(picked).next;
    }
    return picked;
  }

  void released(ReplicaId) override {}
  ReplicaId likely_next() const override { return cursor_; }

 private:
  struct Link {
    ReplicaId previous{};
    ReplicaId next{};
  };
  /// The slow target whose request this is, if it is one's. When all others have left, those that start slowly are the
  /// group.
  ReplicaId slow_turn(sim::Time now) {
    for (ReplicaId grown = slow_.take_grown(now); grown.exists(); grown = slow_.take_grown(now)) {
      added(grown);
    }
    while (full_ == 0 && !slow_.is_empty()) {
      added(slow_.take_any());
    }
    const sim::Int128 slow = slow_.weight(now);
    due_to_slow_ += slow;
    const sim::Int128 all = slow_.full_weight() * full_ + slow;
    if (slow == 0 || due_to_slow_ < all) {
      return ReplicaId::none();
    }
    due_to_slow_ -= all;
    return slow_.pick(now);
  }

  Link& link(ReplicaId replica) { return links_[replica.index()]; }

  std::vector<Link> links_{};
  ReplicaId cursor_{};
  std::int64_t full_ = 0;  ///< targets in the ring
  SlowStart slow_;
  sim::Int128 due_to_slow_ = 0;
};

}  // namespace

RoutingEntry round_robin() {
  return {{"round_robin", "Targets in turn.", &RoundRobinConfig::schema},
          [](const void*, const RoutingContext& context) -> std::unique_ptr<Router> {
            return std::make_unique<RoundRobin>(context.stream);
          }};
}

}  // namespace models::routing
