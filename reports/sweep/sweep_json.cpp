// A sweep as one JSON object.
#include "reports/json/number.hpp"
#include "reports/sweep/sweep_tables.hpp"

namespace reports {

namespace {

using Json = nlohmann::ordered_json;

Json edge_json(const std::optional<double>& edge) {
  return edge ? json_number(*edge) : Json(nullptr);
}

Json cell_json(const SweepCell& cell) {
  Json metrics = Json::object();
  for (const models::SummaryRow& row : cell.summary) {
    const models::MetricInfo& info = models::metric_catalogue()[static_cast<std::size_t>(row.metric)];
    metrics[std::string{info.name}] = {{"unit", info.unit},
                                       {"mean", json_number(row.mean)},
                                       {"ci95_low", json_number(row.low)},
                                       {"ci95_high", json_number(row.high)}};
  }
  return {{"infeasible", cell.infeasible.empty() ? Json(nullptr) : Json(cell.infeasible)},
          {"metrics", std::move(metrics)}};
}

}  // namespace

std::string sweep_json(const SweepResult& result, const std::vector<BreakEven>& break_evens) {
  Json json{{"schema_version", 1},         {"scenario", result.run.scenario},
            {"seed", result.run.seed},     {"replications", result.run.replications},
            {"axes", Json::array()},       {"points", Json::array()},
            {"break_evens", Json::array()}};
  for (const SweepAxis& axis : result.axes) {
    json["axes"].push_back({{"path", axis.path}, {"unit", axis.unit}, {"numeric", axis.is_numeric}});
  }
  for (const SweepPoint& point : result.points) {
    const std::optional<std::size_t> cheapest = cheapest_of(point);
    Json entry{{"values", point.values},
               {"cheapest", cheapest ? Json(result.architectures[*cheapest]) : Json(nullptr)},
               {"architectures", Json::object()}};
    for (std::size_t i = 0; i < point.cells.size(); ++i) {
      entry["architectures"][result.architectures[i]] = cell_json(point.cells[i]);
    }
    json["points"].push_back(std::move(entry));
  }
  for (const BreakEven& set : break_evens) {
    json["break_evens"].push_back({{"before", result.architectures[set.before]},
                                   {"after", result.architectures[set.after]},
                                   {"low", edge_json(set.low)},
                                   {"high", edge_json(set.high)},
                                   {"by_feasibility", set.by_feasibility}});
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace reports
