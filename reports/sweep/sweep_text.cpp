// A sweep as a table on the terminal, and its break-evens as a sentence.
#include <algorithm>
#include <cstddef>
#include <limits>

#include <fmt/core.h>

#include "reports/sweep/sweep_tables.hpp"
#include "reports/terminal/table.hpp"
#include "reports/text/numbers.hpp"

namespace reports {

namespace {

using models::MetricId;

/// "[30.4/s, 32/s]"; an edge that lies beyond the points is left open.
std::string set_text(const BreakEven& set, const std::string& unit) {
  const auto edge = [&](const std::optional<double>& at, const char* beyond) {
    return at ? fmt::format("{:.3g}{}", *at, unit) : std::string{beyond};
  };
  return fmt::format("[{}, {}]", edge(set.low, "below the sweep"), edge(set.high, "above the sweep"));
}

TableCell cost_cell(const SweepCell& cell, bool is_cheapest) {
  const std::string cost = dollars(cell.metric(MetricId::kCostPerMonth).mean);
  if (!cell.infeasible.empty()) {
    return {"(" + cost + ")", Emphasis::kDim};
  }
  return {cost, is_cheapest ? Emphasis::kGood : Emphasis::kNone};
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
  for (const SweepPoint& point : result.points) {
    const std::optional<std::size_t> cheapest = cheapest_of(point);
    std::vector<TableCell> cells;
    for (const std::string& value : point.values) {
      cells.push_back({value, Emphasis::kNone});
    }
    for (std::size_t i = 0; i < point.cells.size(); ++i) {
      cells.push_back(cost_cell(point.cells[i], cheapest == i));
      has_infeasible = has_infeasible || !point.cells[i].infeasible.empty();
    }
    cells.push_back({cheapest ? result.architectures[*cheapest] : "none", Emphasis::kNone});
    table.row(std::move(cells));
  }
  const std::string fidelity = result.run.fidelity == "requests" ? "" : ", fidelity: " + result.run.fidelity;
  const std::string quotas = result.run.quotas == "account" ? "" : ", quotas: " + result.run.quotas;
  std::string text =
      fmt::format("{}: cost per month, internet egress aside, over {} points, {}{}{}\n\n", result.run.scenario,
                  result.points.size(), replications_text(result), fidelity, quotas) +
      table.text(style);
  if (has_infeasible) {
    text += "\n(In brackets: misses the objectives there, and is not ranked.)\n";
  }
  return text;
}

std::string break_even_sentence(const SweepResult& result, const std::vector<BreakEven>& break_evens) {
  const std::string& unit = result.axes.front().unit;
  if (break_evens.empty()) {
    for (const SweepPoint& point : result.points) {
      if (const std::optional<std::size_t> cheapest = cheapest_of(point)) {
        return fmt::format(
            "No break-even: {} is the cheapest, or not materially dearer, wherever one meets the "
            "objectives.",
            result.architectures[*cheapest]);
      }
    }
    return "No architecture meets the objectives at any point.";
  }
  std::string text;
  for (std::size_t i = 0; i < break_evens.size(); ++i) {
    const BreakEven& set = break_evens[i];
    const std::string edge = set_text(set, unit);
    text += i == 0 ? fmt::format("{} is the cheapest below {}", result.architectures[set.before], edge)
                   : fmt::format("; {} from there to {}", result.architectures[set.before], edge);
    text += set.by_feasibility ? " (where the objectives decide)" : "";
  }
  return text + fmt::format("; {} above.", result.architectures[break_evens.back().after]);
}

}  // namespace reports
