// The yardstick of the kernel: M/M/c with one FIFO queue, event by event, written by hand. Arrivals stand outside the
// event set, the servers in a winner tree; a histogram of the time in the system.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "sim/stats/histogram.hpp"
#include "tests/bench/reference/exponential_block.hpp"
#include "tests/bench/reference/winner_tree.hpp"

namespace bench::reference {

/// Customers that wait, in a ring that grows when it is full.
class WaitingLine {
 public:
  bool is_empty() const { return head_ == tail_; }
  void push(std::int64_t arrived) {
    if (tail_ - head_ == line_.size()) {
      std::vector<std::int64_t> larger(2 * line_.size());
      for (std::size_t i = head_; i < tail_; ++i) {
        larger[i & (larger.size() - 1)] = line_[i & (line_.size() - 1)];
      }
      line_ = std::move(larger);
    }
    line_[tail_++ & (line_.size() - 1)] = arrived;
  }
  std::int64_t pop() { return line_[head_++ & (line_.size() - 1)]; }

 private:
  std::vector<std::int64_t> line_ = std::vector<std::int64_t>(64);
  std::size_t head_ = 0;
  std::size_t tail_ = 0;
};

/// Simulates `customers` customers and returns their mean time in the system, in nanoseconds.
inline double multi_server_queue(std::uint64_t customers, std::uint32_t servers, double gap_ns, double service_ns) {
  ExponentialBlock gaps{1, gap_ns};
  ExponentialBlock services{2, service_ns};
  sim::stats::LatencyHistogram latency;
  PackedWinnerTree busy{servers};
  std::vector<std::int64_t> arrived_of(servers);
  std::vector<std::uint32_t> idle;
  for (std::uint32_t server = 0; server < servers; ++server) {
    idle.push_back(servers - 1 - server);
  }
  WaitingLine line;
  const auto serve = [&](std::uint32_t server, std::int64_t arrived, std::int64_t now) {
    arrived_of[server] = arrived;
    busy.set(server, now + static_cast<std::int64_t>(services.next()));
  };
  double exact_now = 0.0;
  for (std::uint64_t customer = 0; customer < customers; ++customer) {
    exact_now += gaps.next();
    const auto now = static_cast<std::int64_t>(exact_now);
    for (std::int64_t finish = busy.top_time(); finish <= now; finish = busy.top_time()) {
      const std::uint32_t server = busy.top_slot();
      latency.record(sim::Duration::nanoseconds(finish - arrived_of[server]));
      if (line.is_empty()) {
        idle.push_back(server);
        busy.clear(server);
      } else {
        serve(server, line.pop(), finish);
      }
    }
    if (idle.empty()) {
      line.push(now);
    } else {
      const std::uint32_t server = idle.back();
      idle.pop_back();
      serve(server, now, now);
    }
  }
  return latency.mean_nanoseconds();
}

}  // namespace bench::reference
