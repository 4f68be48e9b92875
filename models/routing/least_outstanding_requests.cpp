// What: the target with the fewest requests in progress; among equals, in turn.
// Source: Elastic Load Balancing, Application Load Balancers guide, "Routing algorithms", read 2023-06. The rule among
//   equals is not published; taking turns keeps equal targets equally busy.
// Units: none.
// Assumes: the balancer knows every target's count at every instant.
// Leaves out: target weights.
// Checked against: tests/unit/models/routing/router_test.cpp (a linear scan is the oracle).
#include <vector>

#include "models/ports/catalog_entry.hpp"
#include "sim/check.hpp"
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
    const std::uint32_t level = state.count;
    make_levels(level);
    order_.push_back(replica.index());
    state.position = size() - 1;
    // It stands behind the highest level; step down to its own by swapping with the first of each level between.
    for (std::size_t above = begin_.size() - 1; above > level; --above) {
      change_places(replica.index(), state.position, begin_[above]++);
    }
    lowest_ = states_[order_.front()].count;
  }

  void removed(ReplicaId replica) override {
    State& state = states_[replica.index()];
    for (std::size_t above = state.count + 1; above < begin_.size(); ++above) {
      change_places(replica.index(), state.position, --begin_[above]);
    }
    change_places(replica.index(), state.position, size() - 1);
    order_.pop_back();
    state.position = kNoTarget;
    lowest_ = order_.empty() ? 0 : states_[order_.front()].count;
  }

  ReplicaId assign(sim::Time) override {
    if (order_.empty()) {
      return ReplicaId::none();
    }
    const std::uint32_t level = lowest_;
    const std::uint32_t equals = begin_[level + 1];
    turn_ = turn_ + 1 < equals ? turn_ + 1 : 0;
    const std::uint32_t picked = order_[turn_];
    ++states_[picked].count;
    change_places(picked, turn_, equals - 1);
    begin_[level + 1] = equals - 1;
    if (equals == 1) {  // nobody is left at the lowest level
      ++lowest_;
      if (!has_levels(lowest_)) [[unlikely]] {
        return with_levels_for(ReplicaId{picked});
      }
    }
    return ReplicaId{picked};
  }

  ReplicaId likely_next() const override {
    if (order_.empty()) {
      return ReplicaId::none();
    }
    return ReplicaId{order_[turn_ + 1 < begin_[lowest_ + 1] ? turn_ + 1 : 0]};
  }

  void released(ReplicaId replica) override {
    State& state = states_[replica.index()];
    const std::uint32_t level = state.count--;
    if (state.position == kNoTarget) {
      return;
    }
    change_places(replica.index(), state.position, begin_[level]++);
    lowest_ = level - 1 < lowest_ ? level - 1 : lowest_;
  }

 private:
  static constexpr std::uint32_t kNoTarget = ~std::uint32_t{0};
  struct State {
    std::uint32_t count = 0;
    std::uint32_t position = kNoTarget;
  };

  std::uint32_t size() const { return static_cast<std::uint32_t>(order_.size()); }
  /// begin_ answers for `level`, for the one above it, and for the one that a target there can rise to.
  bool has_levels(std::uint32_t level) const { return begin_.size() >= level + std::size_t{3}; }
  void make_levels(std::uint32_t level) {
    if (!has_levels(level)) {
      begin_.resize(level + std::size_t{3}, size());
    }
  }
  /// Makes levels for the lowest one. Passes the target through, so that assign() calls nothing on its way.
  [[gnu::noinline]] ReplicaId with_levels_for(ReplicaId picked) {
    make_levels(lowest_);
    return picked;
  }
  /// `who` stands at `from`, and whoever stands at `to` comes there.
  void change_places(std::uint32_t who, std::uint32_t from, std::uint32_t to) {
    SIM_DCHECK(order_[from] == who, "whoever moves stands where it is said to");
    const std::uint32_t other = order_[to];
    order_[from] = other;
    states_[other].position = from;
    order_[to] = who;
    states_[who].position = to;
  }

  std::vector<State> states_{};         ///< by replica
  std::vector<std::uint32_t> order_{};  ///< targets (replicas' numbers) by count
  std::vector<std::uint32_t> begin_{};  ///< begin_[n]: first position whose count is n or more
  std::uint32_t lowest_ = 0;            ///< fewest requests that any target holds
  std::uint32_t turn_ = 0;
};

}  // namespace

RoutingEntry least_outstanding_requests() {
  return {{"least_outstanding_requests", "The target with the fewest requests in progress; equals take turns.",
           &LeastOutstandingConfig::schema},
          [](const void*, const RoutingContext&) -> std::unique_ptr<Router> {
            return std::make_unique<LeastOutstanding>();
          }};
}

}  // namespace models::routing
