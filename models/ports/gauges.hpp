// Levels that models keep and the run samples: each a time-weighted mean per tick and over the measured window.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sim/stats/time_weighted.hpp"
#include "sim/units/int128.hpp"
#include "sim/units/time.hpp"

namespace models {

enum class Gauge : std::size_t {
  kReplicasDesired,
  kReplicasReady,  ///< able to serve (Lambda: environments past INIT), busy or idle
  kReplicasStarting,
  kReplicasBusy,  ///< ready, and hold at least one request
  kVmsReady,
  kVmsStarting,
  kVcpuBilled,    ///< unit: thousandths of a vCPU
  kVcpuReserved,  ///< unit: thousandths of a vCPU
  kVcpuOverhead,  ///< unit: thousandths of a vCPU
  kMemoryBilled,  ///< unit: bytes
  kMemoryUsed,    ///< unit: bytes
  kCount,
};

/// One TimeWeighted per gauge. O(1) per change.
class Gauges {
 public:
  void add(Gauge gauge, sim::Time now, std::int64_t delta) { at(gauge).add(now, delta); }
  void set(Gauge gauge, sim::Time now, std::int64_t level) { at(gauge).set(now, level); }

  /// From now on `gauge` is what is added to it plus `factor / divisor` times `source`, which may itself be derived:
  /// what changes with every request is kept once (a busy environment is billed vCPU, billed memory and used memory at
  /// the same time). Only integrals are divided, so that nothing is lost to rounding.
  void derive(Gauge gauge, Gauge source, std::int64_t factor, std::int64_t divisor = 1) {
    derived_.push_back({gauge, source, factor, divisor});
  }

  /// Level x nanoseconds that were not kept as a level: what a step of rates adds to the integral.
  void accrue(Gauge gauge, sim::Int128 level_nanoseconds) {
    accrued_[static_cast<std::size_t>(gauge)] += level_nanoseconds;
  }

  std::int64_t level(Gauge gauge) const { return at(gauge).level(); }
  std::int64_t maximum(Gauge gauge) const { return at(gauge).maximum(); }
  /// Level x nanoseconds since the last restart.
  sim::Int128 integral(Gauge gauge, sim::Time now) const {
    sim::Int128 total = at(gauge).integral(now) + accrued_[static_cast<std::size_t>(gauge)];
    for (const Derived& derived : derived_) {
      if (derived.gauge == gauge) {
        total += integral(derived.source, now) * derived.factor / derived.divisor;
      }
    }
    return total;
  }

  /// The measured window begins: integrals and maxima start again, levels stay.
  void restart(sim::Time now) {
    for (sim::stats::TimeWeighted& level : levels_) {
      level.restart(now);
    }
    accrued_.fill(0);
  }
  /// The run begins, at a time that may be negative.
  void begin(sim::Time now) { levels_.fill(sim::stats::TimeWeighted{now}); }

 private:
  struct Derived {
    Gauge gauge{};
    Gauge source{};
    std::int64_t factor = 0;
    std::int64_t divisor = 1;
  };
  sim::stats::TimeWeighted& at(Gauge gauge) { return levels_[static_cast<std::size_t>(gauge)]; }
  const sim::stats::TimeWeighted& at(Gauge gauge) const { return levels_[static_cast<std::size_t>(gauge)]; }

  std::array<sim::stats::TimeWeighted, static_cast<std::size_t>(Gauge::kCount)> levels_{};
  std::array<sim::Int128, static_cast<std::size_t>(Gauge::kCount)> accrued_{};
  std::vector<Derived> derived_{};
};

}  // namespace models
