#include "reports/html/sweep_html.hpp"

#include <cmath>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "reports/html/assets.hpp"
#include "reports/html/page_parts.hpp"
#include "reports/html/page_template.hpp"
#include "reports/html/palette.hpp"
#include "reports/json/number.hpp"
#include "reports/sweep/sweep_tables.hpp"
#include "reports/text/numbers.hpp"
#include "sim/check.hpp"

namespace reports {

namespace {

using Json = nlohmann::ordered_json;
using models::MetricId;

struct Curve {
  const char* name;
  MetricId metric;
};

constexpr Curve kCurves[] = {
    {"cost", MetricId::kCostPerMonth},
    {"cost_per_million", MetricId::kCostPerMillionRequests},
    {"cpu_utilisation", MetricId::kCpuUtilisation},
    {"latency_p99", MetricId::kLatencyP99},
    {"rejected", MetricId::kRejectedFraction},
};

Json curve_json(const SweepResult& result, MetricId metric, std::size_t architecture) {
  Json curve{{"mean", Json::array()}, {"low", Json::array()}, {"high", Json::array()}};
  for (const SweepPoint& point : result.points) {
    const models::SummaryRow& row = point.cells[architecture].metric(metric);
    curve["mean"].push_back(json_number(row.mean));
    curve["low"].push_back(json_number(row.low));
    curve["high"].push_back(json_number(row.high));
  }
  return curve;
}

Json edge_json(const std::optional<double>& edge) {
  return edge ? json_number(*edge) : Json(nullptr);
}

std::string data_json(const SweepResult& result, const std::vector<BreakEven>& break_evens) {
  const SweepAxis& axis = result.axes.front();
  const bool has_charts = result.axes.size() == 1 && axis.is_numeric && !result.points.empty();
  Json data{{"axis", {{"path", axis.path}, {"unit", axis.unit}, {"log", axis.is_logarithmic}}},
            {"architectures", Json::array()},
            {"x", Json::array()},
            {"curves", Json::object()},
            {"feasible", Json::array()},
            {"break_evens", Json::array()},
            {"leader", nullptr}};
  for (std::size_t i = 0; i < result.architectures.size(); ++i) {
    data["architectures"].push_back({{"name", result.architectures[i]}, {"color", architecture_color(i)}});
  }
  if (has_charts) {
    for (const SweepPoint& point : result.points) {
      data["x"].push_back(json_number(point.numbers.front()));
    }
    for (std::size_t i = 0; i < result.architectures.size(); ++i) {
      for (const Curve& curve : kCurves) {
        data["curves"][curve.name].push_back(curve_json(result, curve.metric, i));
      }
      Json feasible = Json::array();
      for (const SweepPoint& point : result.points) {
        feasible.push_back(point.cells[i].infeasible.empty());
      }
      data["feasible"].push_back(std::move(feasible));
    }
    for (const BreakEven& set : break_evens) {
      data["break_evens"].push_back(
          {{"before", set.before}, {"after", set.after}, {"low", edge_json(set.low)}, {"high", edge_json(set.high)}});
    }
    if (const std::optional<std::size_t> leader = cheapest_of(result.points.front())) {
      data["leader"] = *leader;
    }
  }
  std::string text = data.dump(-1, ' ', false, Json::error_handler_t::replace);
  for (std::size_t found = text.find("</"); found != std::string::npos; found = text.find("</", found)) {
    text.replace(found, 2, "<\\/");  // it stands inside a <script> element
  }
  return text;
}

std::string points_html(const SweepResult& result) {
  std::string text = "<table class=\"comparison\"><thead><tr>";
  for (const SweepAxis& axis : result.axes) {
    text += fmt::format("<th scope=\"col\"><code>{}</code></th>", escaped(axis.path));
  }
  for (std::size_t i = 0; i < result.architectures.size(); ++i) {
    text += fmt::format("<th scope=\"col\" style=\"--c:{}\"><span class=\"dot\"></span>{}</th>", architecture_color(i),
                        escaped(result.architectures[i]));
  }
  text += "</tr></thead><tbody>\n";
  for (const SweepPoint& point : result.points) {
    const std::optional<std::size_t> cheapest = cheapest_of(point);
    text += "<tr>";
    for (const std::string& value : point.values) {
      text += fmt::format("<td>{}</td>", escaped(value));
    }
    for (std::size_t i = 0; i < point.cells.size(); ++i) {
      const std::string cost = escaped(dollars(point.cells[i].metric(MetricId::kCostPerMonth).mean));
      const std::string& reason = point.cells[i].infeasible;
      text += reason.empty() ? fmt::format("<td{}>{}</td>", cheapest == i ? " class=\"best\"" : "", cost)
                             : fmt::format("<td title=\"{}\"><small>({})</small></td>", escaped(reason), cost);
    }
    text += "</tr>\n";
  }
  return text + "</tbody></table>";
}

std::string slot_content(std::string_view slot, const SweepResult& result, const std::vector<BreakEven>& break_evens) {
  if (slot == "question") {
    return escaped(result.run.question.empty() ? result.run.scenario : result.run.question);
  }
  if (slot == "facts") {
    return facts_line(result.run);
  }
  if (slot == "verdict") {
    const bool has_sentence = result.axes.size() == 1 && result.axes.front().is_numeric;
    return has_sentence ? escaped(break_even_sentence(result, break_evens)) : "";
  }
  if (slot == "table") {
    return points_html(result);
  }
  if (slot == "provenance") {
    return provenance_html(result.run);
  }
  SIM_CHECK(slot == "data", "every slot of sweep.html has its content");
  return data_json(result, break_evens);
}

}  // namespace

void write_sweep_html(const SweepResult& result, const std::vector<BreakEven>& break_evens, TextSink& sink) {
  fill_template(
      sweep_template_asset(), sweep_script_asset(),
      [&](std::string_view slot) { return slot_content(slot, result, break_evens); }, sink);
}

}  // namespace reports
