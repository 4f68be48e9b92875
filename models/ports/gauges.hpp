// Levels that models keep and the run samples: each a time-weighted mean per tick and over the measured window.
#pragma once

#include <array>
#include <cstdint>

#include "sim/stats/time_weighted.hpp"
#include "sim/units/time.hpp"

namespace models {

enum class Gauge : std::size_t {
  kReplicasDesired,
  kReplicasReady,      ///< able to serve (Lambda: environments past INIT), busy or idle
  kReplicasStarting,
  kReplicasBusy,       ///< hold at least one request
  kVmsReady,
  kVmsStarting,
  kVcpuBilled,         ///< unit: thousandths of a vCPU
  kVcpuReserved,       ///< unit: thousandths of a vCPU
  kVcpuOverhead,       ///< unit: thousandths of a vCPU
  kMemoryBilled,       ///< unit: bytes
  kMemoryUsed,         ///< unit: bytes
  kCount,
};

/// One TimeWeighted per gauge. O(1) per change.
class Gauges {
 public:
  void add(Gauge gauge, sim::Time now, std::int64_t delta) { at(gauge).add(now, delta); }
  void set(Gauge gauge, sim::Time now, std::int64_t level) { at(gauge).set(now, level); }
  sim::stats::TimeWeighted& at(Gauge gauge) { return levels_[static_cast<std::size_t>(gauge)]; }
  const sim::stats::TimeWeighted& at(Gauge gauge) const { return levels_[static_cast<std::size_t>(gauge)]; }

 private:
  std::array<sim::stats::TimeWeighted, static_cast<std::size_t>(Gauge::kCount)> levels_{};
};

}  // namespace models
