// A sweep as one JSON object.
#include "reports/json/number.hpp"
#include "reports/sweep/ranking.hpp"
#include "reports/sweep/sweep_tables.hpp"

namespace reports {

namespace {

using Json = nlohmann::ordered_json;

Json edge_json(const std::optional<double>& edge) {
  return edge ? json_number(*edge) : Json(nullptr);
}

Json name_json(const std::optional<std::size_t>& architecture, const SweepResult& result) {
  return architecture ? Json(result.architectures[*architecture]) : Json(nullptr);
}

Json names_json(const std::vector<std::size_t>& architectures, const SweepResult& result) {
  Json names = Json::array();
  for (const std::size_t i : architectures) {
    names.push_back(result.architectures[i]);
  }
  return names;
}

/// What was found along the axis; empty where nothing was searched for.
void add_crossings(const SweepResult& result, Json& json) {
  for (const BreakEven& set : result.crossings ? result.crossings->sets : std::vector<BreakEven>{}) {
    json["break_evens"].push_back({{"before", name_json(set.before, result)},
                                   {"after", name_json(set.after, result)},
                                   {"low", edge_json(set.low)},
                                   {"high", edge_json(set.high)},
                                   {"by_feasibility", set.by_feasibility},
                                   {"tied", names_json(set.tied, result)}});
  }
  for (const Stretch& stretch : result.crossings ? result.crossings->stretches : std::vector<Stretch>{}) {
    json["stretches"].push_back({{"from", json_number(stretch.from)},
                                 {"to", json_number(stretch.to)},
                                 {"best", names_json(stretch.best, result)}});
  }
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

std::string sweep_manifest(const SweepResult& result) {
  Json json{{"schema_version", 1},
            {"version", result.run.version},
            {"scenario", result.run.scenario},
            {"scenario_hash", result.scenario_hash},
            {"seed", result.run.seed},
            {"fidelity", result.run.fidelity},
            {"axes", Json::array()},
            {"points", result.points.size()},
            {"points_wanted", result.points_wanted},
            {"interrupted", result.is_interrupted},
            {"warnings", result.warnings}};
  for (const SweepAxis& axis : result.axes) {
    json["axes"].push_back(axis.path);
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string sweep_json(const SweepResult& result) {
  Json json{{"schema_version", 1},
            {"scenario", result.run.scenario},
            {"seed", result.run.seed},
            {"replications", result.run.replications},
            {"fidelity", result.run.fidelity},
            {"interrupted", result.is_interrupted},
            {"points_wanted", result.points_wanted},
            {"warnings", result.warnings},
            {"axes", Json::array()},
            {"points", Json::array()},
            {"break_evens", Json::array()},
            {"stretches", Json::array()}};
  for (const SweepAxis& axis : result.axes) {
    json["axes"].push_back({{"path", axis.path}, {"unit", axis.unit}, {"numeric", axis.is_numeric}});
  }
  for (const SweepPoint& point : result.points) {
    Json entry{{"values", point.values},
               {"cheapest", name_json(cheapest_of(point), result)},
               {"best", names_json(best_of(point), result)},
               {"architectures", Json::object()}};
    for (std::size_t i = 0; i < point.cells.size(); ++i) {
      entry["architectures"][result.architectures[i]] = cell_json(point.cells[i]);
    }
    json["points"].push_back(std::move(entry));
  }
  add_crossings(result, json);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace reports
