// What: targets in turn, in the order in which they came into service; ALB's default algorithm.
// Source: Elastic Load Balancing, Application Load Balancers guide, "Routing algorithms", read 2023-06.
// Units: none.
// Assumes: one load balancer node; a real ALB has several, each with its own turn.
// Leaves out: slow start.
// Checked against: tests/unit/models/routing/router_test.cpp.
#include <vector>

#include "models/ports/catalog_entry.hpp"
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

/// A ring of targets, linked by index: adding, removing and picking are O(1).
class RoundRobin final : public Router {
 public:
  void added(ReplicaId replica) override {
    if (links_.size() <= replica.index()) {
      links_.resize(replica.index() + 1);
    }
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
    const Link gone = link(replica);
    link(gone.previous).next = gone.next;
    link(gone.next).previous = gone.previous;
    if (cursor_ == replica) {
      cursor_ = gone.next == replica ? ReplicaId::none() : gone.next;
    }
  }

  ReplicaId assign() override {
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
  Link& link(ReplicaId replica) { return links_[replica.index()]; }

  std::vector<Link> links_{};
  ReplicaId cursor_{};
};

}  // namespace

RoutingEntry round_robin() {
  return {{"round_robin", "Targets in turn.", &RoundRobinConfig::schema},
          [](const void*, sim::random::Stream) -> std::unique_ptr<Router> { return std::make_unique<RoundRobin>(); }};
}

}  // namespace models::routing
