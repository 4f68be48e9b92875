#include "reports/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/core.h>

#include "reports/material.hpp"

namespace reports {

namespace {

using models::MetricId;

using ReadingOf = Reading (*)(const Estimate&);

Reading money_of(const Estimate& e) {
  return dollars(e);
}
Reading share_of(const Estimate& e) {
  return percent(e);
}
Reading count_of(const Estimate& e) {
  return quantity(e);
}
Reading time_of(const Estimate& e) {
  return milliseconds(e);
}
Reading most_of(const Estimate& e) {
  return {range(e), {}};
}

struct RowSpec {
  const char* group;
  const char* label;
  const char* sentence;
  MetricId metric;
  ReadingOf reading;
  bool brief;
};

constexpr RowSpec kRows[] = {
    {"Money", "Cost per month", "A month of such traffic; internet egress aside", MetricId::kCostPerMonth, money_of,
     true},
    {"Money", "Cost per million requests", "Per million completed requests", MetricId::kCostPerMillionRequests,
     money_of, true},
    {"Money", "For sizes rounded up", "Per month: vCPU and memory of Fargate tasks that no container reserves",
     MetricId::kCostOfRounding, money_of, false},
    {"What you pay for", "CPU used of CPU billed", "vCPU time that requests used, over vCPU time on the bill",
     MetricId::kCpuUtilisation, share_of, true},
    {"What you pay for", "Memory used of memory billed", "The same for memory", MetricId::kMemoryUtilisation, share_of,
     false},
    {"What you pay for", "Replicas, mean", "Running copies of the application", MetricId::kReplicasMean, count_of,
     true},
    {"What you pay for", "Replicas, most", "The most at one instant, lowest to highest replication",
     MetricId::kReplicasMax, most_of, true},
    {"What you pay for", "Replicas busy, mean", "Holding at least one request", MetricId::kReplicasBusyMean, count_of,
     false},
    {"What you pay for", "VMs, mean", "Virtual machines that you rent; none for Fargate and Lambda", MetricId::kVmsMean,
     count_of, true},
    {"What you pay for", "VMs, most", "The most at one instant, lowest to highest replication", MetricId::kVmsMax,
     most_of, false},
    {"How long requests wait", "Latency p50", "Half of the requests are answered within this time",
     MetricId::kLatencyP50, time_of, true},
    {"How long requests wait", "Latency p95", "95 % are answered within this time", MetricId::kLatencyP95, time_of,
     false},
    {"How long requests wait", "Latency p99", "99 % are answered within this time", MetricId::kLatencyP99, time_of,
     true},
    {"How long requests wait", "Queue wait, mean", "In a replica's queue, before service", MetricId::kQueueWaitMean,
     time_of, false},
    {"What goes wrong", "Rejected", "Requests refused: queue full, throttled, no healthy target",
     MetricId::kRejectedFraction, share_of, true},
    {"What goes wrong", "Timed out", "Requests that the client gave up, per run", MetricId::kRequestsTimedOut, count_of,
     false},
    {"What goes wrong", "Cold starts", "Requests that waited for a replica to start", MetricId::kColdStartFraction,
     share_of, true},
    {"What goes wrong", "SLO met", "Offered requests that were answered within the objective's latency",
     MetricId::kSloMetFraction, share_of, true},
    {"What the provider owns", "Hosts in use, mean", "Physical machines beneath it all", MetricId::kFleetHostsMean,
     count_of, false},
    {"What the provider owns", "Host CPU used", "vCPU time used over the vCPU time of those hosts",
     MetricId::kFleetCpuUtilisation, share_of, false},
};

/// What was open at the window's end counts by what became of it; as nothing where nobody waited for it.
double completed_share(const ArchitectureReport& architecture) {
  const auto mean = [&architecture](MetricId metric) { return architecture.metric(metric).mean; };
  const double drained = mean(MetricId::kRequestsDrained);
  const double open = mean(MetricId::kRequestsInFlightEnd);
  const double unknown = std::isfinite(drained) || !std::isfinite(open) ? 0.0 : open;
  const double known = mean(MetricId::kRequestsOffered) - unknown;
  const double completed = mean(MetricId::kRequestsCompleted) + (std::isfinite(drained) ? drained : 0.0);
  return known > 0.0 ? completed / known : 1.0;
}

std::string infeasible_reason(const ReportModel& model, const ArchitectureReport& architecture) {
  const double share = completed_share(architecture);
  if (share < model.run.slo_availability) {
    return fmt::format("{} completes {} of the requests, the objective is {}; it is not ranked", architecture.name,
                       percent(share), percent(model.run.slo_availability));
  }
  const std::int64_t fewest = architecture.fewest_replicas.value_or(model.run.slo_replicas);
  const std::int64_t zones = architecture.zones.value_or(2);
  if (fewest < model.run.slo_replicas || (model.run.slo_replicas > 1 && zones < 2)) {
    return fmt::format(
        "{} keeps {} replica{} in {} zone{}, the objective is {} in two (slo.replicas); it is not ranked",
        architecture.name, fewest, fewest == 1 ? "" : "s", zones, zones == 1 ? "" : "s", model.run.slo_replicas);
  }
  const double latency = architecture.metric(MetricId::kLatencyP99).mean;
  if (!std::isfinite(latency) && std::isfinite(model.run.slo_latency_ms) &&
      architecture.metric(MetricId::kRequestsOffered).mean > 0.0) {
    return fmt::format("{} answers no request, the objective is {}; it is not ranked", architecture.name,
                       milliseconds(model.run.slo_latency_ms));
  }
  if (latency > model.run.slo_latency_ms) {  // false where the scenario states no limit (NaN)
    return fmt::format("{} answers 99 % of the requests within {}, the objective is {}; it is not ranked",
                       architecture.name, milliseconds(latency), milliseconds(model.run.slo_latency_ms));
  }
  return {};
}

bool any_above_zero(const ReportModel& model, MetricId metric) {
  return std::any_of(model.architectures.begin(), model.architectures.end(),
                     [&](const ArchitectureReport& architecture) { return architecture.metric(metric).mean > 0.0; });
}

bool has_interval(const Estimate& e) {
  return std::isfinite(e.low) && std::isfinite(e.high);
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    text += i == 0 ? "" : i + 1 == names.size() ? " and " : ", ";
    text += names[i];
  }
  return text;
}

/// The feasible architectures whose cost cannot be told from `best`, and the cost of the next dearer one.
struct Rivals {
  std::vector<std::string> equal{};
  double next = std::numeric_limits<double>::infinity();
  std::string next_name{};
};

Rivals rivals_of(std::size_t best, const ReportModel& model, const Verdict& verdict) {
  const Estimate& cost = model.architectures[best].metric(MetricId::kCostPerMonth);
  Rivals rivals;
  for (std::size_t i = 0; i < model.architectures.size(); ++i) {
    const Estimate& other = model.architectures[i].metric(MetricId::kCostPerMonth);
    if (i == best || !verdict.infeasible[i].empty() || !std::isfinite(other.mean)) {
      continue;
    }
    const bool overlap = has_interval(cost) && has_interval(other) && other.low <= cost.high;
    if (overlap || other.mean - cost.mean < kMaterial * cost.mean) {
      rivals.equal.push_back(model.architectures[i].name);
    } else if (other.mean < rivals.next) {
      rivals.next = other.mean;
      rivals.next_name = model.architectures[i].name;
    }
  }
  return rivals;
}

std::optional<std::size_t> lowest_cost(const ReportModel& model, const Verdict& verdict) {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < model.architectures.size(); ++i) {
    const double cost = model.architectures[i].metric(MetricId::kCostPerMonth).mean;
    const bool candidate = verdict.infeasible[i].empty() && std::isfinite(cost);
    if (candidate && (!best || cost < model.architectures[*best].metric(MetricId::kCostPerMonth).mean)) {
      best = i;
    }
  }
  return best;
}

}  // namespace

std::vector<ComparisonRow> comparison_rows(const ReportModel& model) {
  std::vector<ComparisonRow> rows;
  for (const RowSpec& spec : kRows) {
    if (spec.metric == MetricId::kCostOfRounding && !any_above_zero(model, spec.metric)) {
      continue;
    }
    ComparisonRow row{
        .group = spec.group, .label = spec.label, .sentence = spec.sentence, .cells = {}, .brief = spec.brief};
    for (const ArchitectureReport& architecture : model.architectures) {
      const bool no_vms = (spec.metric == MetricId::kVmsMean || spec.metric == MetricId::kVmsMax) &&
                          !(architecture.metric(MetricId::kVmsMax).mean > 0.0);
      row.cells.push_back(no_vms ? Reading{"none", {}} : spec.reading(architecture.metric(spec.metric)));
    }
    if (spec.metric == MetricId::kSloMetFraction && std::isfinite(model.run.slo_latency_ms)) {
      row.label += " (" + milliseconds(model.run.slo_latency_ms) + ")";
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

Verdict verdict(const ReportModel& model) {
  Verdict result;
  for (const ArchitectureReport& architecture : model.architectures) {
    result.infeasible.push_back(infeasible_reason(model, architecture));
  }
  const std::optional<std::size_t> best = lowest_cost(model, result);
  if (!best) {
    const bool any_feasible =
        std::any_of(result.infeasible.begin(), result.infeasible.end(), [](const auto& why) { return why.empty(); });
    result.sentence = any_feasible ? "No cost is known." : "No architecture meets the stated objective.";
    return result;
  }
  const ArchitectureReport& winner = model.architectures[*best];
  const Estimate& cost = winner.metric(MetricId::kCostPerMonth);
  const Rivals rivals = rivals_of(*best, model, result);
  const std::string price = dollars(cost.mean) + " per month";
  if (model.architectures.size() == 1) {
    result.sentence = fmt::format("{} costs {}.", winner.name, price);
  } else if (!rivals.equal.empty()) {
    result.sentence = fmt::format("No material difference in cost between {} and {}: about {}.", winner.name,
                                  joined(rivals.equal), price);
  } else if (rivals.next_name.empty()) {
    result.cheapest = best;
    result.sentence = fmt::format("{} is the only one that meets the stated objective: {}.", winner.name, price);
  } else {
    const double saving = (rivals.next - cost.mean) / rivals.next;
    result.cheapest = has_interval(cost) ? best : std::nullopt;
    result.sentence = fmt::format("{} costs least: {}, {:.0f} % less than {}{}.", winner.name, price, 100.0 * saving,
                                  rivals.next_name,
                                  has_interval(cost) ? "" : ", in one replication (run more to know how sure that is)");
  }
  return result;
}

std::vector<std::string> all_warnings(const ReportModel& model) {
  std::vector<std::string> warnings = model.run.warnings;
  for (const std::string& reason : verdict(model).infeasible) {
    if (!reason.empty()) {
      warnings.push_back(reason);
    }
  }
  return warnings;
}

}  // namespace reports
