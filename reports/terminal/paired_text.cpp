#include "reports/terminal/paired_text.hpp"

#include <cmath>
#include <utility>

#include <fmt/core.h>

#include "reports/terminal/table.hpp"
#include "reports/text/numbers.hpp"

namespace reports {

namespace {

using models::MetricId;

struct Wording {
  MetricId id;
  const char* label;
  std::string (*text)(double value);
  bool is_share;  ///< a difference is in percentage points
};

constexpr Wording kWordings[] = {
    {MetricId::kCostPerMonth, "Cost per month", dollars, false},
    {MetricId::kLatencyP50, "Latency p50", milliseconds, false},
    {MetricId::kLatencyP99, "Latency p99", milliseconds, false},
    {MetricId::kCpuUtilisation, "CPU used of billed", percent, true},
    {MetricId::kRejectedFraction, "Rejected", percent, true},
};

const Wording& wording_of(MetricId id) {
  for (const Wording& wording : kWordings) {
    if (wording.id == id) {
      return wording;
    }
  }
  return kWordings[0];
}

/// "+$3.20", "-1.4 ms", "+2.5 points"; nothing but the sign is added to a value's own form.
std::string signed_text(double value, const Wording& wording) {
  const std::string size = wording.text(std::abs(value));
  const char* sign = value > 0.0 ? "+" : value < 0.0 ? "-" : "";
  if (!std::isfinite(value) || !wording.is_share) {
    return sign + size;
  }
  return sign + size.substr(0, size.size() - 2) + " points";
}

std::string interval_text(const sim::stats::Interval& interval, const Wording& wording) {
  if (!interval.has_bounds()) {
    return "–";
  }
  return signed_text(interval.low, wording) + " to " + signed_text(interval.high, wording);
}

std::string relative_text(double relative) {
  const std::string size = percent(std::abs(relative));
  return (relative > 0.0 ? "+" : relative < 0.0 ? "-" : "") + size;
}

std::string judgement(const PairedMetric& metric, const PairedComparison& pair) {
  if (metric.id != MetricId::kCostPerMonth) {
    return "exploratory";
  }
  return pair.significant ? "significant" : "not significant";
}

std::string reduction_text(double reduction) {
  return std::isfinite(reduction) ? quantity(reduction) + "×" : "–";
}

Table table_of(const PairedReport& report, const TerminalStyle& style, bool with_means) {
  Table table;
  table.column("");
  if (with_means) {
    table.column("first", Align::kRight).column("second", Align::kRight);
  }
  table.column("difference", Align::kRight).column("95 % interval", Align::kRight).column("relative", Align::kRight);
  table.column("pairing", Align::kRight).column("");
  for (const PairedComparison& pair : report.pairs) {
    table.section(fmt::format("{} less {}", pair.second, pair.first));
    for (const PairedMetric& metric : pair.metrics) {
      const Wording& wording = wording_of(metric.id);
      const sim::stats::PairedDifference& found = metric.found;
      std::vector<TableCell> cells{{wording.label, Emphasis::kNone}};
      if (with_means) {
        cells.push_back({wording.text(found.first_mean), Emphasis::kNone});
        cells.push_back({wording.text(found.second_mean), Emphasis::kNone});
      }
      cells.push_back({plain(signed_text(found.difference.mean, wording), style), Emphasis::kNone});
      cells.push_back({plain(interval_text(found.difference, wording), style), Emphasis::kNone});
      cells.push_back({plain(relative_text(found.relative.mean), style), Emphasis::kNone});
      cells.push_back({plain(reduction_text(found.variance_reduction), style), Emphasis::kNone});
      const bool is_cost = metric.id == MetricId::kCostPerMonth;
      cells.push_back({judgement(metric, pair), is_cost ? Emphasis::kNone : Emphasis::kDim});
      table.row(std::move(cells));
    }
  }
  return table;
}

std::string paragraph(const std::string& text, Emphasis emphasis, const TerminalStyle& style) {
  return emphasised(wrapped(plain(text, style), style.width, ""), emphasis, style) + "\n";
}

}  // namespace

std::string paired_text(const PairedReport& report, const TerminalStyle& style) {
  std::string text = paragraph(report.title, Emphasis::kBold, style);
  text += paragraph(report.subject, Emphasis::kDim, style) + "\n";
  Table table = table_of(report, style, true);
  table = table.fits(style) ? table : table_of(report, style, false);
  text += table.text(style) + "\n";
  for (const PairedComparison& pair : report.pairs) {
    text += paragraph(pair.sentence, Emphasis::kBold, style);
  }
  if (report.replications > 1) {
    text += paragraph(fmt::format("Differences are means over {} replications that met the same random numbers, with "
                                  "paired t intervals. Significant: p < 0.05 for the cost, by Holm's correction over "
                                  "{}. Exploratory figures are not corrected; confirm them with another seed. "
                                  "Pairing: how many times as many independent replications would have told as much.",
                                  report.replications,
                                  report.pairs.size() == 1 ? "one pair" : fmt::format("{} pairs", report.pairs.size())),
                      Emphasis::kDim, style);
  }
  for (const std::string& warning : report.warnings) {
    text += emphasised("warning: ", Emphasis::kWarning, style) +
            wrapped(plain(warning, style), style.width > 9 ? style.width - 9 : 1, "         ") + "\n";
  }
  return text;
}

}  // namespace reports
