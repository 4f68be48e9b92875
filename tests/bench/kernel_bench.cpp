// The event kernel: M/M/c through the public Kernel API, with a histogram, against the hand-written loop.
#include <benchmark/benchmark.h>

#include "sim/kernel/kernel.hpp"
#include "tests/bench/reference/exponential_block.hpp"
#include "tests/bench/reference/multi_server_queue.hpp"

namespace {

constexpr std::uint64_t kCustomers = 2'000'000;
constexpr double kServiceNanoseconds = 1e6;
constexpr double kLoad = 0.9;

double gap_of(std::uint32_t servers) {
  return kServiceNanoseconds / (kLoad * servers);
}

/// The same queue as a user of the kernel writes it: a slot per server, arrivals as an event source.
class MultiServerQueue {
 public:
  explicit MultiServerQueue(std::uint32_t servers) : gaps_{1, gap_of(servers)}, arrived_of_(servers) {
    for (std::uint32_t server = 0; server < servers; ++server) {
      slots_.push_back(kernel_.open(sim::bind<&MultiServerQueue::served>(*this, server), sim::Phase::kCompletion));
      idle_.push_back(servers - 1 - server);
    }
    draw_next();
  }

  double run() {
    kernel_.run_until(sim::Time::never(), *this);
    return latency_.mean_nanoseconds();
  }

  sim::Time next() const { return next_; }
  void fire() {
    if (idle_.empty()) {
      line_.push(next_.nanoseconds());
    } else {
      const std::uint32_t server = idle_.back();
      idle_.pop_back();
      serve(server, next_.nanoseconds(), next_);
    }
    draw_next();
  }

 private:
  void draw_next() {
    exact_next_ += gaps_.next();
    next_ =
        sent_++ < kCustomers ? sim::Time::at_nanoseconds(static_cast<std::int64_t>(exact_next_)) : sim::Time::never();
  }
  void serve(std::uint32_t server, std::int64_t arrived, sim::Time now) {
    arrived_of_[server] = arrived;
    const auto service = static_cast<std::int64_t>(services_.next());
    kernel_.schedule(slots_[server], now + sim::Duration::nanoseconds(service));
  }
  void served(std::uint32_t server, sim::Time now) {
    latency_.record(sim::Duration::nanoseconds(now.nanoseconds() - arrived_of_[server]));
    if (line_.is_empty()) {
      idle_.push_back(server);
    } else {
      serve(server, line_.pop(), now);
    }
  }

  double exact_next_ = 0.0;
  std::uint64_t sent_ = 0;
  sim::Time next_{};
  sim::Kernel kernel_{};
  bench::reference::ExponentialBlock gaps_;
  bench::reference::ExponentialBlock services_{2, kServiceNanoseconds};
  sim::stats::LatencyHistogram latency_{};
  std::vector<sim::SlotId> slots_{};
  std::vector<std::int64_t> arrived_of_;
  std::vector<std::uint32_t> idle_{};
  bench::reference::WaitingLine line_{};
};

void reference_mmc(benchmark::State& state) {
  const auto servers = static_cast<std::uint32_t>(state.range(0));
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        bench::reference::multi_server_queue(kCustomers, servers, gap_of(servers), kServiceNanoseconds));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kCustomers));
}

void model_mmc(benchmark::State& state) {
  for (auto _ : state) {
    MultiServerQueue queue{static_cast<std::uint32_t>(state.range(0))};
    benchmark::DoNotOptimize(queue.run());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kCustomers));
}

}  // namespace

BENCHMARK(reference_mmc)->Arg(1)->Arg(10)->Arg(100)->Arg(1'000)->Unit(benchmark::kMillisecond);
BENCHMARK(model_mmc)->Arg(1)->Arg(10)->Arg(100)->Arg(1'000)->Unit(benchmark::kMillisecond);
