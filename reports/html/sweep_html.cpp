#include "reports/html/sweep_html.hpp"

#include <algorithm>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "reports/html/assets.hpp"
#include "reports/html/page_parts.hpp"
#include "reports/html/page_template.hpp"
#include "reports/html/palette.hpp"
#include "reports/json/number.hpp"
#include "reports/sweep/ranking.hpp"
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

/// Some of the points, in the order of the axis that the charts draw.
using Slice = std::vector<const SweepPoint*>;

Json curve_json(const Slice& slice, MetricId metric, std::size_t architecture) {
  Json curve{{"mean", Json::array()}, {"low", Json::array()}, {"high", Json::array()}};
  for (const SweepPoint* point : slice) {
    const models::SummaryRow& row = point->cells[architecture].metric(metric);
    curve["mean"].push_back(json_number(row.mean));
    curve["low"].push_back(json_number(row.low));
    curve["high"].push_back(json_number(row.high));
  }
  return curve;
}

Json slice_json(const Slice& slice, std::size_t axis, std::size_t architectures) {
  Json json{{"x", Json::array()}, {"curves", Json::object()}, {"feasible", Json::array()}};
  for (const SweepPoint* point : slice) {
    json["x"].push_back(json_number(point->numbers[axis]));
  }
  for (std::size_t i = 0; i < architectures; ++i) {
    for (const Curve& curve : kCurves) {
      json["curves"][curve.name].push_back(curve_json(slice, curve.metric, i));
    }
    Json feasible = Json::array();
    for (const SweepPoint* point : slice) {
      feasible.push_back(point->cells[i].infeasible.empty());
    }
    json["feasible"].push_back(std::move(feasible));
  }
  return json;
}

/// What the charts draw: curves over the first parameter that is a number, once for every combination of the others. No
/// slices where no parameter is a number, or where the points are not all combinations.
Json charts_json(const SweepResult& result) {
  Json charts{{"axis", nullptr}, {"others", Json::array()}, {"slices", Json::array()}};
  const std::optional<SweepGrid> grid = grid_of(result);
  const auto numeric =
      std::find_if(result.axes.begin(), result.axes.end(), [](const SweepAxis& axis) { return axis.is_numeric; });
  if (!grid || numeric == result.axes.end()) {
    return charts;
  }
  const auto drawn = static_cast<std::size_t>(numeric - result.axes.begin());
  charts["axis"] = {{"path", numeric->path}, {"unit", numeric->unit}, {"log", numeric->is_logarithmic}};
  for (std::size_t i = 0; i < result.axes.size(); ++i) {
    if (i != drawn) {
      charts["others"].push_back({{"path", result.axes[i].path}, {"values", grid->values[i]}});
    }
  }
  for (Slice& slice : grid->slices_along(drawn, result)) {
    std::sort(slice.begin(), slice.end(),
              [&](const SweepPoint* a, const SweepPoint* b) { return a->numbers[drawn] < b->numbers[drawn]; });
    charts["slices"].push_back(slice_json(slice, drawn, result.architectures.size()));
  }
  return charts;
}

std::string data_json(const SweepResult& result) {
  Json data = charts_json(result);
  data["architectures"] = Json::array();
  data["stretches"] = Json::array();
  data["slo_latency_ms"] = json_number(result.run.slo_latency_ms);
  for (std::size_t i = 0; i < result.architectures.size(); ++i) {
    data["architectures"].push_back({{"name", result.architectures[i]}, {"color", architecture_color(i)}});
  }
  for (const Stretch& stretch : result.crossings ? result.crossings->stretches : std::vector<Stretch>{}) {
    data["stretches"].push_back(
        {{"from", json_number(stretch.from)}, {"to", json_number(stretch.to)}, {"best", stretch.best}});
  }
  std::string text = data.dump(-1, ' ', false, Json::error_handler_t::replace);
  for (std::size_t found = text.find("</"); found != std::string::npos; found = text.find("</", found)) {
    text.replace(found, 2, "<\\/");  // it stands inside a <script> element
  }
  return text;
}

/// Of two parameters: who is the cheapest where, in the colours of the architectures. Nothing for any other number.
std::string map_html(const SweepResult& result) {
  const std::optional<SweepGrid> grid = grid_of(result);
  if (!grid || result.axes.size() != 2) {
    return {};
  }
  std::string text = fmt::format(
      "<section>\n<h2>Who is the cheapest</h2>\n<p class=\"how\">At each pair of values, among those that meet the "
      "objectives; with its cost per month.</p>\n<div class=\"scroll\"><table class=\"map\"><thead><tr><th "
      "scope=\"col\"><code>{}</code> ↓ &ensp;<code>{}</code> →</th>",
      escaped(result.axes[0].path), escaped(result.axes[1].path));
  for (const std::string& value : grid->values[1]) {
    text += fmt::format("<th scope=\"col\">{}</th>", escaped(value));
  }
  text += "</tr></thead><tbody>\n";
  for (std::size_t row = 0; row < grid->values[0].size(); ++row) {
    text += fmt::format("<tr><th scope=\"row\">{}</th>", escaped(grid->values[0][row]));
    for (std::size_t column = 0; column < grid->values[1].size(); ++column) {
      const SweepPoint& point = result.points[row * grid->values[1].size() + column];
      const std::optional<std::size_t> best = cheapest_of(point);
      text += best ? fmt::format("<td style=\"--c:{}\">{}<small>{}</small></td>", architecture_color(*best),
                                 escaped(best_text(point, result.architectures)),
                                 escaped(dollars(point.cells[*best].metric(MetricId::kCostPerMonth).mean)))
                   : "<td class=\"none\">nobody</td>";
    }
    text += "</tr>\n";
  }
  return text + "</tbody></table></div>\n</section>\n";
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
    const std::vector<std::size_t> best = best_of(point);
    text += "<tr>";
    for (const std::string& value : point.values) {
      text += fmt::format("<td>{}</td>", escaped(value));
    }
    for (std::size_t i = 0; i < point.cells.size(); ++i) {
      const std::string cost = escaped(dollars(point.cells[i].metric(MetricId::kCostPerMonth).mean));
      const std::string& reason = point.cells[i].infeasible;
      text += reason.empty()
                  ? fmt::format("<td{}>{}</td>",
                                std::find(best.begin(), best.end(), i) != best.end() ? " class=\"best\"" : "", cost)
                  : fmt::format("<td title=\"{}\"><small>({})</small></td>", escaped(reason), cost);
    }
    text += "</tr>\n";
  }
  return text + "</tbody></table>";
}

std::string slot_content(std::string_view slot, const SweepResult& result) {
  if (slot == "question") {
    return escaped(result.run.question.empty() ? result.run.scenario : result.run.question);
  }
  if (slot == "facts") {
    return facts_line(result.run);
  }
  if (slot == "verdict") {
    return result.crossings
               ? escaped(break_even_sentence(result)) + " <small>" + escaped(bracket_note(result)) + "</small>"
               : escaped(interruption_text(result));
  }
  if (slot == "warnings") {
    return warnings_html(result.warnings);
  }
  if (slot == "map") {
    return map_html(result);
  }
  if (slot == "table") {
    return points_html(result);
  }
  if (slot == "provenance") {
    return provenance_html(result.run);
  }
  SIM_CHECK(slot == "data", "every slot of sweep.html has its content");
  return data_json(result);
}

}  // namespace

void write_sweep_html(const SweepResult& result, TextSink& sink) {
  fill_template(
      sweep_template_asset(), sweep_script_asset(), [&](std::string_view slot) { return slot_content(slot, result); },
      sink);
}

}  // namespace reports
