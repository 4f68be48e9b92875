// Routing policies behind their port. The work: a request is assigned and the oldest of three per target is released.
// Least outstanding requests against the level partition written out, round robin against a counter.
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "models/catalog.hpp"
#include "sim/random/stream.hpp"

namespace {

constexpr std::uint32_t kHeldPerTarget = 3;
constexpr int kRequests = 100'000;

/// Which of the held requests leaves: at random, or every target would always hold the same.
class Held {
 public:
  explicit Held(std::size_t size) : targets_(size) {}
  std::uint32_t& any() { return targets_[stream_.uniform_below(targets_.size())]; }
  std::vector<std::uint32_t>& all() { return targets_; }

 private:
  sim::random::Stream stream_{1};
  std::vector<std::uint32_t> targets_;
};

template <class Assign, class Release>
void route_many(benchmark::State& state, Assign assign, Release release) {
  Held held{static_cast<std::size_t>(state.range(0)) * kHeldPerTarget};
  for (std::uint32_t& target : held.all()) {
    target = assign();
  }
  for (auto _ : state) {
    for (int i = 0; i < kRequests; ++i) {
      std::uint32_t& target = held.any();
      release(target);
      target = assign();
    }
  }
  state.SetItemsProcessed(state.iterations() * kRequests);
}

void route_by(benchmark::State& state, const models::RoutingEntry& entry) {
  const std::unique_ptr<models::Router> router = entry.make(entry.schema().make().get(), {sim::random::Stream{1}, 1});
  for (std::uint32_t target = 0; target < static_cast<std::uint32_t>(state.range(0)); ++target) {
    router->added(models::ReplicaId{target});
  }
  route_many(
      state,
      [&] {
        const models::ReplicaId target = router->assign({});
        return target.index();
      },
      [&](std::uint32_t target) { router->released(models::ReplicaId{target}); });
}

/// The level partition and nothing else.
class Levels {
 public:
  explicit Levels(std::uint32_t targets)
      : count_(targets), position_(targets), order_(targets), begin_(kMost, targets) {
    for (std::uint32_t target = 0; target < targets; ++target) {
      order_[target] = position_[target] = target;
    }
    begin_[0] = 0;
  }
  std::uint32_t assign() {
    const std::uint32_t level = count_[order_.front()];
    turn_ = turn_ + 1 < begin_[level + 1] ? turn_ + 1 : 0;
    const std::uint32_t target = order_[turn_];
    swap(turn_, --begin_[level + 1]);
    ++count_[target];
    return target;
  }
  void release(std::uint32_t target) { swap(position_[target], begin_[count_[target]--]++); }

 private:
  static constexpr std::size_t kMost = 1'024;
  void swap(std::uint32_t a, std::uint32_t b) {
    std::swap(order_[a], order_[b]);
    position_[order_[a]] = a;
    position_[order_[b]] = b;
  }
  std::vector<std::uint32_t> count_;
  std::vector<std::uint32_t> position_;
  std::vector<std::uint32_t> order_;
  std::vector<std::uint32_t> begin_;
  std::uint32_t turn_ = 0;
};

void reference_routing_least_outstanding(benchmark::State& state) {
  Levels levels{static_cast<std::uint32_t>(state.range(0))};
  route_many(
      state, [&] { return levels.assign(); }, [&](std::uint32_t target) { levels.release(target); });
}
void model_routing_least_outstanding(benchmark::State& state) {
  route_by(state, models::routing::least_outstanding_requests());
}

void reference_routing_round_robin(benchmark::State& state) {
  const auto targets = static_cast<std::uint32_t>(state.range(0));
  std::vector<std::uint32_t> count(targets);
  std::uint32_t turn = 0;
  route_many(
      state,
      [&] {
        turn = turn + 1 < targets ? turn + 1 : 0;
        ++count[turn];
        return turn;
      },
      [&](std::uint32_t target) { --count[target]; });
}
void model_routing_round_robin(benchmark::State& state) {
  route_by(state, models::routing::round_robin());
}

}  // namespace

BENCHMARK(reference_routing_least_outstanding)->Arg(10)->Arg(1'000);
BENCHMARK(model_routing_least_outstanding)->Arg(10)->Arg(1'000);
BENCHMARK(reference_routing_round_robin)->Arg(10)->Arg(1'000);
BENCHMARK(model_routing_round_robin)->Arg(10)->Arg(1'000);
