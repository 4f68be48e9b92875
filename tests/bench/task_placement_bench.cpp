// ECS tasks come and go on the instances of a cluster that is nearly full: a task's place by the strategies binpack and
// spread (zones, then instances), against a scan of the instances (reference/task_scan.hpp), which wins while they are
// few. Of the model it is all that a service does with its cluster: the division among capacity providers, room, ENI
// limits, who waits.
#include <cstdint>
#include <vector>

#include <benchmark/benchmark.h>

#include "sim/random/stream.hpp"
#include "tests/bench/reference/task_scan.hpp"
#include "tests/support/task_bed.hpp"

namespace {

constexpr std::uint32_t kZones = 3;
constexpr std::uint32_t kTasksPerInstance = 4;  // as the test bed's instances hold
constexpr double kFilled = 0.9;
constexpr int kMoves = 1'000;

/// Items are tasks placed; for each, another one has left.
template <class Place, class Leave>
void move_many(benchmark::State& state, Place place, Leave leave) {
  const auto tasks = static_cast<std::uint32_t>(kFilled * static_cast<double>(state.range(0) * kTasksPerInstance));
  for (std::uint32_t task = 0; task < tasks; ++task) {
    place(task);
  }
  sim::random::Stream stream{2};
  for (auto _ : state) {
    for (int i = 0; i < kMoves; ++i) {
      const auto task = static_cast<std::uint32_t>(stream.uniform_below(tasks));
      leave(task);
      place(task);
    }
  }
  state.SetItemsProcessed(state.iterations() * kMoves);
}

void move_by_scan(benchmark::State& state, bool spreads) {
  const auto instances = static_cast<std::uint32_t>(state.range(0));
  bench::reference::TaskScan scan{instances, kZones, kTasksPerInstance, spreads};
  std::vector<std::uint32_t> instance_of(std::size_t{instances} * kTasksPerInstance);
  move_many(
      state, [&](std::uint32_t task) { instance_of[task] = scan.place(); },
      [&](std::uint32_t task) { scan.leave(instance_of[task]); });
}

void move_by_model(benchmark::State& state, const std::vector<models::ecs::PlacementStrategy>& chain) {
  test_support::TaskBed bed{{chain, {}}, static_cast<std::uint32_t>(state.range(0)), kZones};
  move_many(
      state, [&](std::uint32_t task) { benchmark::DoNotOptimize(bed.place(task)); },
      [&](std::uint32_t task) { bed.leave(task); });
}

void reference_task_placement_binpack(benchmark::State& state) {
  move_by_scan(state, false);
}

void model_task_placement_binpack(benchmark::State& state) {
  move_by_model(state, {{models::ecs::StrategyType::kBinpack, models::ecs::StrategyField::kCpu}});
}

void reference_task_placement_spread(benchmark::State& state) {
  move_by_scan(state, true);
}

void model_task_placement_spread(benchmark::State& state) {
  move_by_model(state, {{models::ecs::StrategyType::kSpread, models::ecs::StrategyField::kZone},
                        {models::ecs::StrategyType::kSpread, models::ecs::StrategyField::kInstance}});
}

}  // namespace

BENCHMARK(reference_task_placement_binpack)->Arg(10)->Arg(1'000)->Arg(10'000);
BENCHMARK(model_task_placement_binpack)->Arg(10)->Arg(1'000)->Arg(10'000);
BENCHMARK(reference_task_placement_spread)->Arg(10)->Arg(1'000)->Arg(10'000);
BENCHMARK(model_task_placement_spread)->Arg(10)->Arg(1'000)->Arg(10'000);
