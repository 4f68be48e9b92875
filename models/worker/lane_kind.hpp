// What: what all lanes of one container have in common on CPUs of one speed.
// Units: Q32 vCPU, and Q32 work per time.
// Checked against: tests/unit/models/worker/cpu_domain_test.cpp.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "models/worker/service_rate.hpp"
#include "sim/check.hpp"

namespace models::worker {

/// Stands once for all replicas, so that their events share its cache line.
struct alignas(64) LaneKind {
  LaneSpec spec{};
  CpuSpeed speed{};
  ServiceRate whole{};                   ///< of a request that gets all that it can use
  std::uint32_t most_at_full_speed = 0;  ///< requests at that rate, as far as the lane's limit goes

  /// Requires that a request can use one vCPU at least.
  LaneKind(const LaneSpec& what, CpuSpeed how_fast)
      : spec{what}, speed{how_fast}, whole{ServiceRate::whole(what, how_fast)} {
    SIM_CHECK(spec.parallelism >= std::uint64_t{1} << 32, "a request can use one vCPU at least");
    constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max();
    most_at_full_speed = static_cast<std::uint32_t>(std::min(spec.limit / spec.parallelism, kMost));
  }
  /// Of requests that use no CPU: served, in whole nanoseconds, and costing nothing. At most so many.
  static LaneKind asleep(std::uint32_t most) {
    LaneKind kind{LaneSpec{}, CpuSpeed{}};
    kind.spec.parallelism = 0;
    kind.most_at_full_speed = most;
    return kind;
  }
};

/// All that a pool of workers has met. They live as long as this, where they are.
class LaneKinds {
 public:
  /// O(kinds).
  const LaneKind& of(const LaneSpec& spec, CpuSpeed speed) {
    for (const auto& kind : kinds_) {
      if (kind->spec == spec && kind->speed == speed) {
        return *kind;
      }
    }
    return *kinds_.emplace_back(std::make_unique<LaneKind>(spec, speed));
  }

 private:
  std::vector<std::unique_ptr<LaneKind>> kinds_{};
};

}  // namespace models::worker
