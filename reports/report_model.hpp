// What the terminal table and report.html are made from. It is read back from the files of OUT/, so that `run` and
// `report OUT` cannot show different things.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/ports/run_result.hpp"

namespace reports {

/// Mean and 95 % interval over the replications; low and high are NaN with one replication. For a metric that is a
/// maximum: the range.
struct Estimate {
  double mean = 0.0;
  double low = 0.0;
  double high = 0.0;
};

/// One launch of replication 0.
struct LaunchWaits {
  bool is_task = true;  ///< else an instance
  double wanted_s = 0.0;
  bool came_into_service = false;
  std::array<double, models::kLaunchPhaseCount> waits_s{};
};

/// One line of the bill: the mean over replications, for a month.
struct MonthlyCharge {
  std::string category{};
  std::string service{};
  std::string description{};
  double usd = 0.0;
  bool ranked = true;    ///< false: the same for every architecture, shown but not compared
  bool assumed = false;  ///< the price was taken from another region
};

struct ArchitectureReport {
  std::string name{};
  std::string kind{};
  std::string summary{};
  std::optional<std::int64_t> fewest_replicas{};  ///< none: the product decides
  std::optional<std::int64_t> zones{};
  std::array<Estimate, models::kMetricCount> metrics{};
  std::vector<models::TickRow> ticks{};    ///< replication 0
  std::vector<models::FleetTick> fleet{};  ///< replication 0
  std::vector<MonthlyCharge> charges{};    ///< largest first
  std::vector<LaunchWaits> launches{};     ///< replication 0, in the order of launches, instances first

  const Estimate& metric(models::MetricId id) const { return metrics[static_cast<std::size_t>(id)]; }
};

/// The content of run.json without its timing part.
struct RunInfo {
  std::string version{};
  std::string scenario{};
  std::string question{};
  std::string scenario_hash{};
  std::string region{};
  std::string price_book_date{};
  std::string fidelity{};
  std::string quotas{};
  std::uint64_t seed = 0;
  std::uint64_t replications = 0;
  std::uint64_t requests_simulated = 0;
  double duration_s = 0.0;
  double warm_up_s = 0.0;
  double tick_s = 0.0;
  double month_s = 0.0;
  double slo_availability = 0.0;  ///< ratio; an architecture that completes less is not called cheapest
  double slo_latency_ms = 0.0;    ///< NaN where the scenario states none
  std::int64_t slo_replicas = 1;  ///< in two zones, if more than one
  std::string warm_up_note{};     ///< what the curves say of the warm-up; empty where they were not asked
  std::vector<std::string> warnings{};
};

struct ReportModel {
  RunInfo run{};
  std::vector<ArchitectureReport> architectures{};
  std::vector<models::Assumption> assumptions{};
  std::vector<models::TheoryStatement> theory{};  ///< in the order of the architectures
};

}  // namespace reports
