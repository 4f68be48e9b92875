// The yardstick of the Lambda model: a keep-alive pool written by hand for this one case and nothing else. Poisson
// arrivals, exponential service, most recently used reuse, constant expiry, a latency histogram; no ports, no metering,
// no time series. Built with the product's flags and the product's generator and samplers, so that only the structure of
// the loop is compared.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "sim/random/stream.hpp"
#include "sim/random/ziggurat.hpp"
#include "sim/stats/histogram.hpp"

namespace bench::reference {

struct PoolResult {
  std::uint64_t cold_starts = 0;
  double mean_latency_ns = 0.0;
};

/// Simulates `requests` requests. `gap_ns`: mean time between arrivals; `service_ns`: mean service time.
inline PoolResult keep_alive_pool(std::uint64_t requests, double gap_ns, double service_ns, std::int64_t expiry_ns) {
  constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
  sim::random::Stream arrivals{1};
  sim::random::Stream services{2};
  sim::stats::LatencyHistogram latency;
  // A winner tree over the environments in use: winners[1] is the slot that finishes first.
  std::uint32_t capacity = 64;
  std::vector<std::int64_t> finish(capacity, kNever);
  std::vector<std::uint32_t> winners(2 * std::size_t{capacity});
  const auto rebuild = [&] {
    for (std::uint32_t slot = 0; slot < capacity; ++slot) {
      winners[capacity + slot] = slot;
    }
    for (std::uint32_t node = capacity - 1; node >= 1; --node) {
      const std::uint32_t left = winners[2 * node];
      const std::uint32_t right = winners[2 * node + 1];
      winners[node] = finish[right] < finish[left] ? right : left;
    }
  };
  const auto replay = [&](std::uint32_t slot) {
    for (std::uint32_t node = (capacity + slot) / 2; node >= 1; node /= 2) {
      const std::uint32_t left = winners[2 * node];
      const std::uint32_t right = winners[2 * node + 1];
      winners[node] = finish[right] < finish[left] ? right : left;
    }
  };
  rebuild();
  struct Idle {
    std::uint32_t slot = 0;
    std::int64_t since = 0;
  };
  std::vector<Idle> idle;  // a stack; the oldest stand at its bottom
  std::size_t bottom = 0;
  std::vector<std::uint32_t> free_slots;
  std::uint32_t used_slots = 0;

  PoolResult result;
  double exact_now = 0.0;
  for (std::uint64_t request = 0; request < requests; ++request) {
    exact_now += sim::random::exponential(arrivals) * gap_ns;
    const auto now = static_cast<std::int64_t>(exact_now);
    for (std::uint32_t first = winners[1]; finish[first] <= now; first = winners[1]) {
      idle.push_back({first, finish[first]});
      finish[first] = kNever;
      replay(first);
    }
    while (bottom < idle.size() && idle[bottom].since + expiry_ns <= now) {
      free_slots.push_back(idle[bottom].slot);
      ++bottom;
    }
    std::uint32_t slot = 0;
    if (bottom < idle.size()) {
      slot = idle.back().slot;
      idle.pop_back();
    } else {
      ++result.cold_starts;
      idle.clear();
      bottom = 0;
      if (!free_slots.empty()) {
        slot = free_slots.back();
        free_slots.pop_back();
      } else {
        slot = used_slots++;
        if (used_slots > capacity) {
          capacity *= 2;
          finish.resize(capacity, kNever);
          winners.resize(2 * std::size_t{capacity});
          rebuild();
        }
      }
    }
    const auto service = static_cast<std::int64_t>(sim::random::exponential(services) * service_ns);
    latency.record(sim::Duration::nanoseconds(service));
    finish[slot] = now + service;
    replay(slot);
  }
  result.mean_latency_ns = latency.mean_nanoseconds();
  return result;
}

}  // namespace bench::reference
