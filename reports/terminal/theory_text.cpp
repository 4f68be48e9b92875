#include "reports/terminal/theory_text.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "reports/terminal/table.hpp"
#include "reports/theory.hpp"

namespace reports {

namespace {

using Statements = std::vector<models::TheoryStatement>;

std::string statement_text(const models::TheoryStatement& statement, const TerminalStyle& style) {
  constexpr std::size_t kIndent = 4;
  const std::size_t room = style.width > kIndent + 20 ? style.width - kIndent : 20;
  const auto line = [&](const std::string& text) {
    return wrapped(plain(text, style), room, std::string(kIndent, ' ')) + "\n";
  };
  const std::string missed = conditions_text(statement, false);
  std::string text = "  " + line(statement.theory + (statement.says.empty() ? "" : ": " + statement.says));
  if (!missed.empty()) {
    text += "    " + emphasised(line("Not met: " + missed), Emphasis::kWarning, style);
  }
  if (const std::string met = conditions_text(statement, true); !met.empty()) {
    text += "    " + emphasised(line("Met: " + met), Emphasis::kDim, style);
  }
  if (!statement.source.empty()) {
    text += "    " + emphasised(line(statement.source), Emphasis::kDim, style);
  }
  return text;
}

Emphasis emphasis_of(Tone tone) {
  return tone == Tone::kGood ? Emphasis::kGood : tone == Tone::kBad ? Emphasis::kWarning : Emphasis::kNone;
}

/// Columns of what a simulation said only where there was one.
std::string values_text(const Statements& statements, std::size_t architecture, const TerminalStyle& style) {
  bool is_simulated = false;
  bool is_empty = true;
  for (const models::TheoryStatement& statement : statements) {
    for (const models::TheoryPrediction& prediction : statement.predictions) {
      is_simulated = is_simulated || prediction.judgement.replications > 0;
      is_empty = is_empty && statement.architecture != architecture;
    }
  }
  if (is_empty) {
    return {};
  }
  Table table;
  table.column("").column("theory", Align::kRight);
  if (is_simulated) {
    table.column("simulated", Align::kRight).column("off by s.e.", Align::kRight).column("verdict", Align::kLeft, true);
  }
  for (const models::TheoryStatement& statement : statements) {
    if (statement.architecture != architecture || statement.predictions.empty()) {
      continue;
    }
    table.section(plain(statement.theory, style));
    for (const models::TheoryPrediction& prediction : statement.predictions) {
      const TheoryLine line = theory_line(prediction);
      std::vector<TableCell> cells{{line.quantity}, {plain(line.theory, style)}};
      if (is_simulated) {
        cells.push_back({plain(line.simulated, style)});
        cells.push_back({line.difference});
        cells.push_back({plain(line.verdict, style), emphasis_of(line.tone)});
      }
      table.row(std::move(cells));
    }
  }
  return table.text(style);
}

}  // namespace

std::string theory_text(const std::vector<std::string>& names, const Statements& statements,
                        const TerminalStyle& style) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    text += (i > 0 ? "\n" : "") + emphasised(names[i], Emphasis::kBold, style) + "\n";
    for (const models::TheoryStatement& statement : statements) {
      text += statement.architecture == i ? statement_text(statement, style) : "";
    }
    const std::string values = values_text(statements, i, style);
    text += values.empty() ? "" : "\n" + values;
  }
  const std::string tally = theory_tally(statements);
  return text + (tally.empty()
                     ? ""
                     : "\n" + wrapped(plain("Theory and simulation: " + tally + ".", style), style.width, "") + "\n");
}

}  // namespace reports
