// What: latencies of requests that came as rates: how many had times of which law. What each slice of a law holds is
//   worked out once, at the end; a step costs a number for each law that it met.
// Units: nanoseconds; requests.
// Assumes: laws are told apart by where they lie.
// Checked against: tests/unit/models/client/law_latencies_test.cpp.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "models/ports/flow.hpp"

namespace models::client {

/// So many requests, divided among the slices of a law.
class SlicedRequests {
 public:
  /// `phase`: from 0 to 1; what rounding favours. Only the first `slices` take requests, at least one does.
  SlicedRequests(const LatencySlices& law, std::int64_t count, double phase,
                 std::size_t slices = LatencySlices::kCount);
  /// Ascending.
  std::span<const std::int64_t> nanoseconds() const { return std::span{nanoseconds_}.first(slices_); }
  /// Of each of them.
  std::span<const std::uint64_t> requests() const { return std::span{requests_}.first(slices_); }

 private:
  std::size_t slices_;
  std::array<std::int64_t, LatencySlices::kCount> nanoseconds_;
  std::array<std::uint64_t, LatencySlices::kCount> requests_;
};

class LawLatencies {
 public:
  struct Law {
    const LatencySlices* slices = nullptr;
    std::int64_t requests = 0;
  };

  /// `law` lasts as long as this object.
  void add(const LatencySlices& law, std::int64_t requests);

  bool is_tick_empty() const { return tick_.empty(); }
  /// Up to which so large a share of the tick's requests lies, 0 < q < 1, to 0.2 %. Requires that there are some.
  double tick_quantile(double q) const;
  /// Those of the current tick; forgets them.
  std::vector<Law> pour_tick();
  /// The tick is over.
  void take_tick();
  void forget_tick() { tick_.clear(); }

  /// Of all ticks that are over, in the order in which they were first met.
  const std::vector<Law>& all() const { return all_; }

 private:
  std::vector<Law> tick_{};  ///< few
  std::vector<Law> all_{};
  std::unordered_map<const LatencySlices*, std::size_t> index_{};  ///< in all_
};

}  // namespace models::client
