#include "reports/json/paired_json.hpp"

#include "reports/json/number.hpp"

namespace reports {

namespace {

using Json = nlohmann::ordered_json;

Json metric_json(const PairedMetric& metric, const PairedComparison& pair) {
  const models::MetricInfo& info = models::metric_catalogue()[static_cast<std::size_t>(metric.id)];
  const sim::stats::PairedDifference& found = metric.found;
  Json json{{"unit", info.unit},
            {"first_mean", json_number(found.first_mean)},
            {"second_mean", json_number(found.second_mean)},
            {"difference", json_number(found.difference.mean)},
            {"ci95_low", json_number(found.difference.low)},
            {"ci95_high", json_number(found.difference.high)},
            {"relative_difference", json_number(found.relative.mean)},
            {"relative_ci95_low", json_number(found.relative.low)},
            {"relative_ci95_high", json_number(found.relative.high)},
            {"replications", found.difference.count},
            {"p_value", json_number(found.p_value)},
            {"variance_reduction", json_number(found.variance_reduction)},
            {"exploratory", metric.id != models::MetricId::kCostPerMonth}};
  if (metric.id == models::MetricId::kCostPerMonth) {
    json["p_value_holm"] = json_number(pair.p_holm);
    json["significant"] = pair.significant;
  }
  return json;
}

}  // namespace

std::string paired_json(const PairedReport& report) {
  Json json{{"schema_version", 1},
            {"scenario", report.scenario},
            {"seed", report.seed},
            {"replications", report.replications},
            {"between", report.between_runs ? "runs" : "architectures"},
            {"pairs", Json::array()},
            {"warnings", report.warnings}};
  for (const PairedComparison& pair : report.pairs) {
    Json entry{{"first", pair.first},
               {"second", pair.second},
               {"cheaper_is_known", pair.cheaper_is_known},
               {"sentence", pair.sentence},
               {"metrics", Json::object()}};
    for (const PairedMetric& metric : pair.metrics) {
      const models::MetricInfo& info = models::metric_catalogue()[static_cast<std::size_t>(metric.id)];
      entry["metrics"][std::string{info.name}] = metric_json(metric, pair);
    }
    json["pairs"].push_back(std::move(entry));
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace reports
