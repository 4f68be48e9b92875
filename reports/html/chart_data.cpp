#include "reports/html/chart_data.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include <nlohmann/json.hpp>

#include "reports/html/launch_data.hpp"
#include "reports/html/palette.hpp"
#include "reports/html/reduce.hpp"
#include "sim/stats/format.hpp"

namespace reports {

namespace {

using models::TickColumn;

constexpr int kDrawnDigits = 5;
constexpr std::size_t kMostCharges = 9;

struct Curve {
  const char* name;
  TickColumn column;
  Reduction reduction;
  bool coarse = false;  ///< in at most kMaxCoarseBuckets
};

constexpr Curve kCurves[] = {
    {"cost_per_hour", TickColumn::kCostPerHour, Reduction::kMean},
    {"cost_cumulative", TickColumn::kCostCumulative, Reduction::kLast},
    {"replicas_desired", TickColumn::kReplicasDesired, Reduction::kMax},
    {"replicas_ready", TickColumn::kReplicasReady, Reduction::kMean},
    {"replicas_starting", TickColumn::kReplicasStarting, Reduction::kMax},
    {"vms_ready", TickColumn::kVmsReady, Reduction::kMean},
    {"vcpu_billed", TickColumn::kVcpuBilled, Reduction::kMean},
    {"vcpu_reserved", TickColumn::kVcpuReserved, Reduction::kMean},
    {"vcpu_used", TickColumn::kVcpuUsed, Reduction::kMean},
    {"latency_p50", TickColumn::kLatencyP50, Reduction::kMedian, true},
    {"latency_p99", TickColumn::kLatencyP99, Reduction::kMedian, true},
    {"latency_p99_worst", TickColumn::kLatencyP99, Reduction::kMax, true},
    {"cold_starts", TickColumn::kColdStarts, Reduction::kSum, true},
    {"rejected", TickColumn::kRequestsRejected, Reduction::kSum, true},
    {"timed_out", TickColumn::kRequestsTimedOut, Reduction::kSum, true},
};

std::string number_text(double value) {
  return std::isfinite(value) ? sim::stats::format_significant(value, kDrawnDigits) : "null";
}

/// `[1.5,null,3]`.
std::string array_text(const std::vector<double>& values) {
  std::string text = "[";
  for (const double value : values) {
    text += text.size() > 1 ? "," : "";
    text += number_text(value);
  }
  return text + "]";
}

std::vector<double> column_of(const ArchitectureReport& architecture, TickColumn column) {
  std::vector<double> values;
  values.reserve(architecture.ticks.size());
  for (const models::TickRow& row : architecture.ticks) {
    values.push_back(row[static_cast<std::size_t>(column)]);
  }
  return values;
}

std::string curve_text(const ReportModel& model, const Curve& curve, std::size_t per_bucket) {
  std::string text = "[";
  for (const ArchitectureReport& architecture : model.architectures) {
    text += text.size() > 1 ? "," : "";
    text += array_text(reduced(column_of(architecture, curve.column), per_bucket, curve.reduction));
  }
  return text + "]";
}

std::string fleet_text(const ReportModel& model, std::size_t per_bucket, double models::FleetTick::*field) {
  std::string text = "[";
  for (const ArchitectureReport& architecture : model.architectures) {
    std::vector<double> values;
    for (const models::FleetTick& tick : architecture.fleet) {
      values.push_back(tick.*field);
    }
    text += text.size() > 1 ? "," : "";
    text += array_text(reduced(values, per_bucket, Reduction::kMean));
  }
  return text + "]";
}

/// Requests per second; every architecture is offered the same.
std::vector<double> traffic(const ReportModel& model, std::size_t per_bucket) {
  if (model.architectures.empty()) {
    return {};
  }
  std::vector<double> rate =
      reduced(column_of(model.architectures.front(), TickColumn::kRequestsOffered), per_bucket, Reduction::kMean);
  for (double& value : rate) {
    value /= model.run.tick_s;
  }
  return rate;
}

struct ChargeBar {
  std::string label{};
  bool ranked = true;
  std::vector<double> usd{};
  double most = 0.0;
};

/// Charges of the same name side by side, the largest first, the small ones together, what is not compared last.
std::vector<ChargeBar> charge_bars(const ReportModel& model) {
  std::map<std::pair<bool, std::string>, ChargeBar> by_name;
  const std::size_t count = model.architectures.size();
  for (std::size_t a = 0; a < count; ++a) {
    for (const MonthlyCharge& charge : model.architectures[a].charges) {
      ChargeBar& bar = by_name[{charge.ranked, charge.description}];
      bar.label = charge.description;
      bar.ranked = charge.ranked;
      bar.usd.resize(count);
      bar.usd[a] += charge.usd;
      bar.most = std::max(bar.most, bar.usd[a]);
    }
  }
  std::vector<ChargeBar> bars;
  bars.reserve(by_name.size());
  for (auto& [name, bar] : by_name) {
    bars.push_back(std::move(bar));
  }
  std::stable_sort(bars.begin(), bars.end(), [](const ChargeBar& a, const ChargeBar& b) {
    return a.ranked != b.ranked ? a.ranked : a.most > b.most;
  });
  std::vector<ChargeBar> shown;
  ChargeBar rest{.label = "Everything else", .ranked = true, .usd = std::vector<double>(count), .most = 0.0};
  for (ChargeBar& bar : bars) {
    if (!bar.ranked || shown.size() < kMostCharges) {
      shown.push_back(std::move(bar));
      continue;
    }
    for (std::size_t a = 0; a < count; ++a) {
      rest.usd[a] += bar.usd[a];
      rest.most = std::max(rest.most, rest.usd[a]);
    }
  }
  if (rest.most > 0.0) {
    const auto unranked = std::find_if(shown.begin(), shown.end(), [](const ChargeBar& bar) { return !bar.ranked; });
    shown.insert(unranked, std::move(rest));
  }
  return shown;
}

/// A JSON string in which no `<` stands, so that it can't end the script element.
std::string quoted(const std::string& text) {
  const std::string json = nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  std::string safe;
  for (const char c : json) {
    safe += c == '<' ? std::string{"\\u003c"} : std::string(1, c);
  }
  return safe;
}

std::string charges_text(const ReportModel& model) {
  std::string text = "[";
  for (const ChargeBar& bar : charge_bars(model)) {
    text += text.size() > 1 ? "," : "";
    text += "{\"label\":" + quoted(bar.label) + ",\"ranked\":" + (bar.ranked ? "true" : "false") +
            ",\"usd\":" + array_text(bar.usd) + "}";
  }
  return text + "]";
}

std::string architectures_text(const ReportModel& model) {
  std::string text = "[";
  for (std::size_t a = 0; a < model.architectures.size(); ++a) {
    text += a > 0 ? "," : "";
    text += "{\"name\":" + quoted(model.architectures[a].name) + ",\"kind\":" + quoted(model.architectures[a].kind) +
            ",\"color\":\"" + std::string{architecture_color(a)} + "\",\"cpu_utilisation\":" +
            number_text(model.architectures[a].metric(models::MetricId::kCpuUtilisation).mean) + "}";
  }
  return text + "]";
}

}  // namespace

std::string chart_data(const ReportModel& model) {
  std::size_t ticks = 0;
  for (const ArchitectureReport& architecture : model.architectures) {
    ticks = std::max({ticks, architecture.ticks.size(), architecture.fleet.size()});
  }
  const std::size_t per_bucket = ticks_per_bucket(ticks);
  const std::size_t per_coarse_bucket = ticks_per_bucket(ticks, kMaxCoarseBuckets);
  const double step = model.run.tick_s * static_cast<double>(per_bucket);
  const double coarse_step = model.run.tick_s * static_cast<double>(per_coarse_bucket);
  std::string text = "{\"duration_s\":" + sim::stats::format_significant(model.run.duration_s);
  text += ",\"step_s\":" + sim::stats::format_significant(step);
  text += ",\"coarse_step_s\":" + sim::stats::format_significant(coarse_step);
  text += ",\n\"architectures\":" + architectures_text(model);
  text += ",\n\"traffic\":" + array_text(traffic(model, per_bucket));
  for (const Curve& curve : kCurves) {
    text += ",\n\"" + std::string{curve.name} +
            "\":" + curve_text(model, curve, curve.coarse ? per_coarse_bucket : per_bucket);
  }
  text += ",\n\"fleet_hosts\":" + fleet_text(model, per_bucket, &models::FleetTick::hosts_in_use);
  text += ",\n\"fleet_vcpu\":" + fleet_text(model, per_bucket, &models::FleetTick::vcpu_total);
  text += ",\n\"fleet_allocated\":" + fleet_text(model, per_bucket, &models::FleetTick::vcpu_allocated);
  text += ",\n\"launches\":" + launch_data(model);
  return text + ",\n\"charges\":" + charges_text(model) + "}";
}

}  // namespace reports
