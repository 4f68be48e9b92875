// First fit behind its port: machines come and go on hosts that are mostly full, against a scan of the hosts in order,
// the shortest way to write it. The scan wins while hosts are few; the tree must not lose by more than its port, and
// must win as soon as they are many.
#include <cstdint>
#include <memory>
#include <vector>

#include <benchmark/benchmark.h>

#include "models/catalog.hpp"
#include "sim/random/stream.hpp"

namespace {

constexpr std::int64_t kHostMilli = 96'000;
constexpr std::int64_t kMachineMilli = 2'000;
constexpr double kFilled = 0.95;
constexpr int kMoves = 10'000;

/// First one host after the other is filled; then machines are replaced, each by one where the first gap is.
template <class Choose, class Set>
void move_many(benchmark::State& state, Choose choose, Set set) {
  const auto hosts = static_cast<std::uint32_t>(state.range(0));
  std::vector<std::int64_t> free(hosts, kHostMilli);
  const auto put = [&](std::uint32_t host, std::int64_t milli) {
    free[host] -= milli;
    set(host, free[host]);
  };
  for (std::uint32_t host = 0; host < hosts; ++host) {
    set(host, kHostMilli);
  }
  std::vector<std::uint32_t> host_of(
      static_cast<std::size_t>(kFilled * static_cast<double>(hosts * (kHostMilli / kMachineMilli))));
  for (std::uint32_t& host : host_of) {
    host = choose();
    put(host, kMachineMilli);
  }
  sim::random::Stream stream{1};
  for (auto _ : state) {
    for (int i = 0; i < kMoves; ++i) {
      std::uint32_t& host = host_of[stream.uniform_below(host_of.size())];
      put(host, -kMachineMilli);
      host = choose();
      put(host, kMachineMilli);
    }
  }
  state.SetItemsProcessed(state.iterations() * kMoves);
}

void reference_placement_first_fit(benchmark::State& state) {
  std::vector<std::int64_t> free(static_cast<std::size_t>(state.range(0)));
  move_many(
      state,
      [&] {
        std::uint32_t host = 0;
        while (free[host] < kMachineMilli) {
          ++host;
        }
        return host;
      },
      [&](std::uint32_t host, std::int64_t milli) { free[host] = milli; });
}

void model_placement_first_fit(benchmark::State& state) {
  const std::unique_ptr<models::fleet::Placement> placement = models::fleet::first_fit().make(nullptr);
  const auto shape = [](std::int64_t milli) {
    return models::MachineShape{sim::Vcpu::milli(milli), sim::Bytes::gib(milli / 500)};
  };
  move_many(
      state, [&] { return *placement->choose(shape(kMachineMilli)); },
      [&](std::uint32_t host, std::int64_t milli) { placement->changed(host, shape(milli)); });
}

}  // namespace

BENCHMARK(reference_placement_first_fit)->Arg(10)->Arg(1'000);
BENCHMARK(model_placement_first_fit)->Arg(10)->Arg(1'000);
