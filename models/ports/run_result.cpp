// The names of the contract: every metric of summary.csv and every column of timeseries.csv, in order.
#include "models/ports/run_result.hpp"

#include <algorithm>

namespace models {

const std::array<MetricInfo, kMetricCount>& metric_catalogue() {
  using E = Estimator;
  static constexpr std::array<MetricInfo, kMetricCount> kCatalogue{{
      {"attempts", "count", E::kMean, "Tries of requests; more than the requests where clients retry."},
      {"attempts_rejected", "count", E::kMean, "Tries that were refused: queue full, throttled, no healthy target."},
      {"attempts_timed_out", "count", E::kMean, "Tries that took too long: in a replica's queue, or for the client."},
      {"requests_offered", "count", E::kMean, "Requests whose first try arrived in the measured window."},
      {"requests_completed", "count", E::kMean, "Requests that were answered."},
      {"requests_rejected", "count", E::kMean, "Requests whose last try was refused."},
      {"requests_timed_out", "count", E::kMean, "Requests whose last try timed out."},
      {"requests_failed", "count", E::kMean, "Requests lost with the replica that held them."},
      {"requests_in_flight_end", "count", E::kMean, "Requests still open when the measured window closed."},
      {"requests_drained", "count", E::kMean, "Of those, the ones that were answered within `drain`."},
      {"rejected_fraction", "ratio", E::kRatio, "Rejected requests over offered requests."},
      {"cold_start_fraction", "ratio", E::kRatio,
       "Requests that waited for a replica to start, over offered requests."},
      {"latency_mean_ms", "ms", E::kRatio, "First try to final answer of completed requests, mean."},
      {"latency_p50_ms", "ms", E::kMean, "Half of the completed requests were answered within this time."},
      {"latency_p90_ms", "ms", E::kMean, "90 % of the completed requests were answered within this time."},
      {"latency_p95_ms", "ms", E::kMean, "95 % of the completed requests were answered within this time."},
      {"latency_p99_ms", "ms", E::kMean, "99 % of the completed requests were answered within this time."},
      {"latency_p999_ms", "ms", E::kMean, "99.9 % of the completed requests were answered within this time."},
      {"queue_wait_mean_ms", "ms", E::kRatio, "Time in a replica's queue before service starts, mean."},
      {"replicas_mean", "count", E::kMean, "Replicas that exist and are ready, time-weighted mean."},
      {"replicas_max", "count", E::kMaximum, "Most replicas ready at one instant."},
      {"replicas_busy_mean", "count", E::kMean, "Replicas that hold at least one request, time-weighted mean."},
      {"replicas_idle_mean", "count", E::kMean, "Ready replicas without a request, time-weighted mean."},
      {"replica_lifetime_mean_s", "s", E::kRatio, "From ready to stopped, mean over the replicas that stopped."},
      {"container_crashes", "count", E::kMean, "Containers that crashed."},
      {"oom_kills", "count", E::kMean, "Containers that were killed for want of memory."},
      {"vms_mean", "count", E::kMean, "Virtual machines running, time-weighted mean."},
      {"vms_max", "count", E::kMaximum, "Most virtual machines running at one instant."},
      {"cpu_utilisation", "ratio", E::kRatio, "vCPU time used by requests over vCPU time billed."},
      {"memory_utilisation", "ratio", E::kRatio, "Memory used over memory billed, both integrated over time."},
      {"fleet_hosts_mean", "count", E::kMean, "Physical hosts in use by the provider, time-weighted mean."},
      {"fleet_cpu_utilisation", "ratio", E::kRatio, "vCPU time used over the vCPU time of the hosts in use."},
      {"cost_usd_total", "usd", E::kMean, "Cost of the measured window: the cost per month times window over month."},
      {"cost_usd_per_month", "usd", E::kMean, "The bill of a month of such windows, tiers and allowances applied."},
      {"cost_usd_per_million_requests", "usd", E::kRatio, "Cost per million completed requests."},
      {"cost_usd_per_month_rounding", "usd", E::kMean,
       "Of the cost per month, vCPU and memory of Fargate tasks that no container reserves: sizes come in steps."},
      {"slo_met_fraction", "ratio", E::kRatio, "Offered requests that were answered within the objective's latency."},
  }};
  static_assert(kCatalogue.back().name == "slo_met_fraction");
  return kCatalogue;
}

std::string_view metric_name(MetricId metric) {
  return metric_catalogue()[static_cast<std::size_t>(metric)].name;
}

std::optional<MetricId> metric_named(std::string_view name) {
  const auto& all = metric_catalogue();
  const auto* found = std::find_if(all.begin(), all.end(), [&](const MetricInfo& info) { return info.name == name; });
  return found == all.end() ? std::nullopt : std::optional{static_cast<MetricId>(found - all.begin())};
}

const std::array<std::string_view, kTickColumnCount>& tick_column_names() {
  static constexpr std::array<std::string_view, kTickColumnCount> kNames{
      "requests_offered",   "requests_completed", "requests_rejected", "requests_timed_out",  "cold_starts",
      "requests_in_flight", "latency_p50_ms",     "latency_p99_ms",    "replicas_desired",    "replicas_ready",
      "replicas_starting",  "replicas_idle",      "vms_ready",         "vms_starting",        "vcpu_billed",
      "vcpu_reserved",      "vcpu_used",          "vcpu_overhead",     "memory_billed_gib",   "memory_used_gib",
      "cpu_utilisation",    "memory_utilisation", "cost_usd_per_hour", "cost_usd_cumulative",
  };
  static_assert(kNames.back() == "cost_usd_cumulative");
  return kNames;
}

}  // namespace models
