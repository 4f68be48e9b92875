// A sweep as a table on the terminal.
#include <algorithm>
#include <cstddef>
#include <limits>

#include <fmt/core.h>

#include "reports/sweep/ranking.hpp"
#include "reports/sweep/sweep_tables.hpp"
#include "reports/terminal/table.hpp"
#include "reports/text/numbers.hpp"

namespace reports {

namespace {

using models::MetricId;

TableCell cost_cell(const SweepCell& cell, bool is_best) {
  const std::string cost = dollars(cell.metric(MetricId::kCostPerMonth).mean);
  if (!cell.infeasible.empty()) {
    return {"(" + cost + ")", Emphasis::kDim};
  }
  return {cost, is_best ? Emphasis::kGood : Emphasis::kNone};
}

/// Replications may be what is varied, or follow from a precision: "5 replications each", "5 to 20 replications each".
std::string replications_text(const SweepResult& result) {
  std::size_t least = std::numeric_limits<std::size_t>::max();
  std::size_t most = 0;
  for (const SweepPoint& point : result.points) {
    for (const SweepCell& cell : point.cells) {
      const std::size_t own = cell.metric(MetricId::kCostPerMonth).replications;
      least = std::min(least, own);
      most = std::max(most, own);
    }
  }
  return least < most ? fmt::format("{} to {} replications each", least, most)
                      : fmt::format("{} replication{} each", most, most == 1 ? "" : "s");
}

}  // namespace

std::string sweep_text(const SweepResult& result, const TerminalStyle& style) {
  Table table;
  for (const SweepAxis& axis : result.axes) {
    table.column(axis.path, Align::kRight);
  }
  table.heads(result.axes.size());
  for (const std::string& name : result.architectures) {
    table.column(name, Align::kRight);
  }
  table.column("cheapest");
  bool has_infeasible = false;
  bool has_ties = false;
  for (const SweepPoint& point : result.points) {
    const std::vector<std::size_t> best = best_of(point);
    has_ties = has_ties || best.size() > 1;
    std::vector<TableCell> cells;
    for (const std::string& value : point.values) {
      cells.push_back({value, Emphasis::kNone});
    }
    for (std::size_t i = 0; i < point.cells.size(); ++i) {
      cells.push_back(cost_cell(point.cells[i], std::find(best.begin(), best.end(), i) != best.end()));
      has_infeasible = has_infeasible || !point.cells[i].infeasible.empty();
    }
    cells.push_back({best_text(point, result.architectures), Emphasis::kNone});
    table.row(std::move(cells));
  }
  const std::string fidelity = result.run.fidelity == "requests" ? "" : ", fidelity: " + result.run.fidelity;
  const std::string quotas = result.run.quotas == "account" ? "" : ", quotas: " + result.run.quotas;
  std::string text =
      fmt::format("{}: cost per month, internet egress aside, over {} points, {}{}{}\n\n", result.run.scenario,
                  result.points.size(), replications_text(result), fidelity, quotas) +
      table.text(style);
  if (result.is_interrupted) {
    text += "\n" + emphasised(interruption_text(result), Emphasis::kWarning, style) + "\n";
  }
  if (has_infeasible) {
    text += "\n(In brackets: misses the objectives there, and is not ranked.)\n";
  }
  if (has_ties) {
    text += "\n(\"Or\": none of them is cheaper than the others by more than 1 %.)\n";
  }
  return text;
}

}  // namespace reports
