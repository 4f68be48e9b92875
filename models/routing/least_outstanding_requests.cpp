// What: the target with the fewest requests in progress; among equals, in turn.
// Source: Elastic Load Balancing, Application Load Balancers guide, "Routing algorithms", read 2023-06. The rule among
//   equals is not published; taking turns keeps equal targets equally busy.
// Units: none.
// Assumes: the balancer knows every target's count at every instant.
// Leaves out: target weights.
// Checked against: tests/unit/models/routing/router_test.cpp (a linear scan is the oracle).
#include <utility>
#include <vector>

#include "models/ports/catalog_entry.hpp"
#include "sim/config/describe.hpp"

namespace models::routing {

namespace {

struct LeastOutstandingConfig {
  static const sim::config::Schema& schema() {
    static const sim::config::Schema schema =
        sim::config::Describe<LeastOutstandingConfig>{"least_outstanding_requests",
                                                      "The target with the fewest requests in progress."}
            .done();
    return schema;
  }
};

/// Targets stand in one array, sorted by their count and so partitioned into levels. One request more or less moves a
/// target across one border, by one swap: O(1). Adding and removing a target cost O(levels).
class LeastOutstanding final : public Router {
 public:
  void added(ReplicaId replica) override {
    if (states_.size() <= replica.index()) {
      states_.resize(replica.index() + 1);
    }
    State& state = states_[replica.index()];
    state.is_target = true;
    order_.push_back(replica);
    state.position = static_cast<std::uint32_t>(order_.size() - 1);
    const std::uint32_t level = state.count;
    begin_.resize(std::max<std::size_t>(begin_.size(), level + 2), static_cast<std::uint32_t>(order_.size() - 1));
    // It stands behind the highest level; step down to its own by swapping with the first of each level between.
    for (std::size_t above = begin_.size() - 1; above > level; --above) {
      swap_positions(states_[replica.index()].position, begin_[above]);
      ++begin_[above];
    }
  }

  void removed(ReplicaId replica) override {
    State& state = states_[replica.index()];
    for (std::size_t above = state.count + 1; above < begin_.size(); ++above) {
      --begin_[above];
      swap_positions(states_[replica.index()].position, begin_[above]);
    }
    swap_positions(states_[replica.index()].position, static_cast<std::uint32_t>(order_.size() - 1));
    order_.pop_back();
    states_[replica.index()].is_target = false;
  }

  ReplicaId pick() override {
    if (order_.empty()) {
      return ReplicaId::none();
    }
    const std::size_t level = states_[order_.front().index()].count;
    const std::uint32_t equals =
        level + 1 < begin_.size() ? begin_[level + 1] : static_cast<std::uint32_t>(order_.size());
    turn_ = turn_ + 1 < equals ? turn_ + 1 : 0;
    return order_[turn_];
  }

  void assigned(ReplicaId replica) override {
    State& state = states_[replica.index()];
    const std::uint32_t level = state.count++;
    if (!state.is_target) {
      return;
    }
    if (begin_.size() < level + std::size_t{3}) {
      begin_.resize(level + std::size_t{3}, static_cast<std::uint32_t>(order_.size()));
    }
    --begin_[level + 1];
    swap_positions(state.position, begin_[level + 1]);
  }

  void released(ReplicaId replica) override {
    State& state = states_[replica.index()];
    const std::uint32_t level = state.count--;
    if (!state.is_target) {
      return;
    }
    swap_positions(state.position, begin_[level]);
    ++begin_[level];
  }

 private:
  struct State {
    std::uint32_t count = 0;
    std::uint32_t position = 0;
    bool is_target = false;
  };

  void swap_positions(std::uint32_t a, std::uint32_t b) {
    std::swap(order_[a], order_[b]);
    states_[order_[a].index()].position = a;
    states_[order_[b].index()].position = b;
  }

  std::vector<State> states_{};         ///< by replica
  std::vector<ReplicaId> order_{};      ///< targets by count
  std::vector<std::uint32_t> begin_{};  ///< begin_[n]: first position whose count is n or more
  std::uint32_t turn_ = 0;
};

}  // namespace

RoutingEntry least_outstanding_requests() {
  return {
      {"least_outstanding_requests", "The target with the fewest requests in progress; equals take turns.",
       &LeastOutstandingConfig::schema},
      [](const void*, sim::random::Stream) -> std::unique_ptr<Router> { return std::make_unique<LeastOutstanding>(); }};
}

}  // namespace models::routing
