// Looks at a run at the end of every tick, and at its end: time series and metrics.
#pragma once

#include <array>
#include <vector>

#include "models/ports/run_result.hpp"
#include "scenarios/assembly.hpp"
#include "sim/units/int128.hpp"

namespace scenarios {

/// Reads an Assembly; begin() at time 0, tick() at the end of every tick.
class Sampler {
 public:
  Sampler(Assembly& assembly, const Scenario& scenario) : assembly_{assembly}, scenario_{scenario} {}

  void begin();
  void tick(sim::Time from, sim::Time to);
  const models::TickRow& last_tick() const { return ticks_.back(); }
  /// What the window's levels say: at the end of the window, before requests drain.
  void capacity_metrics(models::RunResult& result) const;
  /// What became of the requests: after they have drained.
  void request_metrics(models::RunResult& result) const;
  std::vector<models::TickRow> take_ticks() { return std::move(ticks_); }
  std::vector<models::FleetTick> take_fleet() { return std::move(fleet_); }

 private:
  static constexpr std::size_t kGauges = static_cast<std::size_t>(models::Gauge::kCount);
  double mean_since_last(models::Gauge gauge, sim::Time from, sim::Time to);
  double mean(models::Gauge gauge) const;
  void latency_metrics(models::RunResult& result) const;

  Assembly& assembly_;
  const Scenario& scenario_;
  std::array<sim::Int128, kGauges> last_integral_{};
  sim::Int128 cpu_at_zero_ = 0;
  sim::Int128 last_cpu_ = 0;
  std::vector<models::TickRow> ticks_{};
  std::vector<models::FleetTick> fleet_{};
};

/// Adds costs to the metrics and the time series of a run whose usage has been priced.
void add_costs(models::RunResult& result, const std::vector<sim::Money>& cost_per_tick, sim::Money total,
               sim::Money per_month, sim::Duration tick);

}  // namespace scenarios
