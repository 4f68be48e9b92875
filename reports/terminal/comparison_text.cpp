#include "reports/terminal/comparison_text.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "reports/comparison.hpp"
#include "reports/terminal/sparkline.hpp"
#include "reports/terminal/table.hpp"
#include "reports/terminal/warnings_text.hpp"
#include "reports/theory.hpp"

namespace reports {

namespace {

constexpr std::size_t kNameWidth = 22;
constexpr std::size_t kCurveWidth = 48;

std::string heading(const ReportModel& model, const TerminalStyle& style) {
  const RunInfo& run = model.run;
  const std::string& title = run.question.empty() ? run.scenario : run.question;
  const std::string fidelity = run.fidelity == "requests" ? "" : " · fidelity: " + run.fidelity;
  const std::string quotas = run.quotas == "account" ? "" : " · quotas: " + run.quotas;
  const std::string facts = fmt::format("{} · {} · {} of traffic · {} replication{}{}{} · prices of {}", run.scenario,
                                        run.region, span_of_time(run.duration_s), run.replications,
                                        run.replications == 1 ? "" : "s", fidelity, quotas, run.price_book_date);
  return emphasised(wrapped(title, style.width, ""), Emphasis::kBold, style) + "\n" +
         emphasised(wrapped(plain(facts, style), style.width, ""), Emphasis::kDim, style) + "\n\n";
}

/// Value and half-width in one cell; one that is smaller than the last digit says nothing here.
std::string cell_text(const Reading& reading, bool interval) {
  const bool shown = interval && !reading.half.empty() && reading.half.front() != '<';
  return shown ? reading.value + " ±" + reading.half : reading.value;
}

/// Which rows show their intervals: fewer where the terminal is narrow.
enum class Intervals { kAll, kMonthlyCost, kNone };

Table comparison_table(const ReportModel& model, const Verdict& verdict, const TerminalStyle& style,
                       Intervals intervals) {
  Table table;
  table.column("");
  for (const ArchitectureReport& architecture : model.architectures) {
    table.column(shortened_name(architecture.name, kNameWidth, style), Align::kRight);
  }
  for (const ComparisonRow& row : comparison_rows(model)) {
    if (!row.brief) {
      continue;
    }
    std::vector<TableCell> cells{{row.label, Emphasis::kNone}};
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const bool monthly = row.label == "Cost per month";
      const bool interval = intervals == Intervals::kAll || (monthly && intervals == Intervals::kMonthlyCost);
      const bool cheapest = monthly && verdict.cheapest == i;
      const bool dim = !verdict.infeasible[i].empty();
      cells.push_back({cell_text(row.cells[i], interval), cheapest ? Emphasis::kGood
                                                          : dim    ? Emphasis::kDim
                                                                   : Emphasis::kNone});
    }
    table.row(std::move(cells));
  }
  if (verdict.cheapest) {
    std::vector<TableCell> cells(model.architectures.size() + 1);
    cells[*verdict.cheapest + 1] = {style.unicode ? "▲ cheapest" : "^ cheapest", Emphasis::kGood};
    table.row(std::move(cells));
  }
  return table;
}

std::string cost_curves(const ReportModel& model, const TerminalStyle& style) {
  constexpr auto kCost = static_cast<std::size_t>(models::TickColumn::kCostPerHour);
  std::vector<std::vector<double>> curves;
  double top = 0.0;
  std::size_t names = 0;
  for (const ArchitectureReport& architecture : model.architectures) {
    std::vector<double>& curve = curves.emplace_back();
    for (const models::TickRow& tick : architecture.ticks) {
      curve.push_back(tick[kCost]);
      top = std::isfinite(tick[kCost]) ? std::max(top, tick[kCost]) : top;
    }
    names = std::max(names, std::min(display_width(architecture.name), kNameWidth));
  }
  if (!(top > 0.0)) {
    return {};
  }
  const std::string title = fmt::format("Cost per hour over {}, from $0 to {} (one replication)",
                                        span_of_time(model.run.duration_s), dollars(top));
  std::string text = emphasised(wrapped(title, style.width, ""), Emphasis::kDim, style) + "\n";
  const std::size_t room = style.width > names + 26 ? style.width - names - 26 : 8;
  for (std::size_t i = 0; i < curves.size(); ++i) {
    const auto [low, high] = std::minmax_element(curves[i].begin(), curves[i].end());
    if (curves[i].empty()) {
      continue;
    }
    const std::string name = shortened_name(model.architectures[i].name, kNameWidth, style);
    text += fmt::format("{}{}  {}  {} to {}\n", name, std::string(names - display_width(name), ' '),
                        sparkline(curves[i], top, std::min(room, kCurveWidth), style), dollars(*low), dollars(*high));
  }
  return text + "\n";
}

}  // namespace

std::string comparison_text(const ReportModel& model, const TerminalStyle& style) {
  const Verdict result = verdict(model);
  std::string text = heading(model, style);
  Table table = comparison_table(model, result, style, Intervals::kAll);
  for (const Intervals fewer : {Intervals::kMonthlyCost, Intervals::kNone}) {
    table = table.fits(style) ? table : comparison_table(model, result, style, fewer);
  }
  text += table.text(style) + "\n";
  text += cost_curves(model, style);
  text += emphasised(wrapped(plain(result.sentence, style), style.width, ""), Emphasis::kBold, style) + "\n";
  std::string note = "Costs leave internet egress aside, which is the same for all; cost.csv has it.";
  if (model.run.replications > 1) {
    note +=
        " ± is half of the 95 % interval over the replications: the model's sampling error, not "
        "the uncertainty of your traffic or of the constants.";
  }
  text += emphasised(wrapped(plain(note, style), style.width, ""), Emphasis::kDim, style) + "\n";
  if (const std::string tally = theory_tally(model.theory); !tally.empty()) {
    const std::string sentence = "Theory and simulation: " + tally + "; the report says which.";
    text += emphasised(wrapped(plain(sentence, style), style.width, ""), Emphasis::kDim, style) + "\n";
  }
  return text + warnings_text(all_warnings(model), style);
}

}  // namespace reports
