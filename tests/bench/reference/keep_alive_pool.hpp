// The yardstick of the Lambda model: a keep-alive pool written by hand for this one case and nothing else. Poisson
// arrivals, exponential service, most recently used reuse, constant expiry, a latency histogram; no ports, no metering,
// no time series. Built with the product's flags and the product's generator and samplers, so that only the structure
// of the loop is compared.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/stats/histogram.hpp"
#include "tests/bench/reference/exponential_block.hpp"
#include "tests/bench/reference/winner_tree.hpp"

namespace bench::reference {

struct PoolResult {
  std::uint64_t cold_starts = 0;
  double mean_latency_ns = 0.0;
};

/// Simulates `requests` requests. `gap_ns`: mean time between arrivals; `service_ns`: mean service time. Most recently
/// used reuse is a stack: whoever has been idle for too long lies at its bottom, and no timer exists.
inline PoolResult keep_alive_pool(std::uint64_t requests, double gap_ns, double service_ns, std::int64_t expiry_ns) {
  struct Idle {
    std::int64_t since = 0;
    std::uint32_t slot = 0;
  };
  ExponentialBlock gaps{1, gap_ns};
  ExponentialBlock services{2, service_ns};
  sim::stats::LatencyHistogram latency;
  PackedWinnerTree busy{16};
  std::vector<Idle> idle(16);  // idle[bottom .. top) are idle, the most recently used at the end
  std::size_t bottom = 0;
  std::size_t top = 0;
  std::vector<std::uint32_t> free_slots;
  std::uint32_t used_slots = 0;

  PoolResult result;
  double exact_now = 0.0;
  for (std::uint64_t request = 0; request < requests; ++request) {
    exact_now += gaps.next();
    const auto now = static_cast<std::int64_t>(exact_now);
    for (std::int64_t finish = busy.top_time(); finish <= now; finish = busy.top_time()) {
      if (top == idle.size()) {
        idle.resize(2 * top);
      }
      const std::uint32_t slot = busy.top_slot();
      idle[top++] = {finish, slot};
      busy.clear(slot);
    }
    for (; bottom < top && idle[bottom].since + expiry_ns <= now; ++bottom) {
      free_slots.push_back(idle[bottom].slot);
    }
    std::uint32_t slot = 0;
    if (bottom < top) [[likely]] {
      slot = idle[--top].slot;
    } else {
      ++result.cold_starts;
      bottom = top = 0;
      if (!free_slots.empty()) {
        slot = free_slots.back();
        free_slots.pop_back();
      } else {
        slot = used_slots++;
        if (used_slots > busy.capacity()) {
          busy.grow(used_slots);
        }
      }
    }
    const auto service = static_cast<std::int64_t>(services.next());
    latency.record(sim::Duration::nanoseconds(service));
    busy.set(slot, now + service);
  }
  result.mean_latency_ns = latency.mean_nanoseconds();
  return result;
}

}  // namespace bench::reference
