#include "reports/html/page_parts.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "reports/html/palette.hpp"
#include "reports/text/numbers.hpp"

namespace reports {

namespace {

using models::MetricId;

std::string reading_html(const Reading& reading) {
  if (reading.half.empty()) {
    return escaped(reading.value);
  }
  return fmt::format("{} <small>±&#8201;{}</small>", escaped(reading.value), escaped(reading.half));
}

std::string meter_html(double share) {
  if (!std::isfinite(share)) {
    return {};
  }
  return fmt::format(R"(<span class="meter"><span style="width:{:.1f}%"></span></span>)",
                     100.0 * std::clamp(share, 0.0, 1.0));
}

std::string source_html(const std::string& source) {
  const bool link = source.rfind("https://", 0) == 0 && source.find(' ') == std::string::npos;
  return link ? fmt::format(R"(<a href="{0}" rel="noreferrer">{0}</a>)", escaped(source)) : escaped(source);
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&#39;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

std::string facts_line(const RunInfo& run) {
  return fmt::format("{} · {} · {} of traffic{} · {} replication{}{}", escaped(run.scenario), escaped(run.region),
                     span_of_time(run.duration_s), run.fidelity == "fluid" ? ", as rates (fluid)" : "",
                     run.replications, run.replications == 1 ? "" : "s",
                     run.price_book_date.empty() ? "" : " · prices of " + escaped(run.price_book_date));
}

std::string warnings_html(const std::vector<std::string>& warnings) {
  if (warnings.empty()) {
    return {};
  }
  std::string text = R"(<aside class="warnings" aria-label="Warnings"><strong>Mind that</strong><ul>)";
  for (const std::string& warning : warnings) {
    text += "<li>" + escaped(warning) + "</li>";
  }
  return text + "</ul></aside>";
}

std::string cards_html(const ReportModel& model, const Verdict& verdict) {
  std::string text;
  for (std::size_t i = 0; i < model.architectures.size(); ++i) {
    const ArchitectureReport& architecture = model.architectures[i];
    const bool cheapest = verdict.cheapest == i;
    const char* badge = cheapest                         ? R"(<span class="badge good">cheapest</span>)"
                        : !verdict.infeasible[i].empty() ? R"(<span class="badge bad">not feasible</span>)"
                                                         : "";
    const double cpu = architecture.metric(MetricId::kCpuUtilisation).mean;
    text += fmt::format(
        "<article class=\"card{}\" style=\"--c:{}\"><h3><span><span class=\"dot\"></span>{}</span>{}</h3><p "
        "class=\"summary\">{}</p>"
        "<p class=\"price\">{}<span>per month, egress aside</span></p>"
        "<dl><div class=\"wide\"><dt>CPU used of CPU billed</dt><dd>{}{}</dd></div><div><dt>Latency p99</dt>"
        "<dd>{}</dd></div><div><dt>Per 1&#8201;M requests</dt><dd>{}</dd></div></dl></article>\n",
        cheapest ? " best" : "", architecture_color(i), escaped(architecture.name), badge,
        escaped(architecture.summary), reading_html(dollars(architecture.metric(MetricId::kCostPerMonth))),
        escaped(percent(cpu)), meter_html(cpu), escaped(milliseconds(architecture.metric(MetricId::kLatencyP99).mean)),
        escaped(dollars(architecture.metric(MetricId::kCostPerMillionRequests).mean)));
  }
  return text;
}

std::string comparison_html(const ReportModel& model, const Verdict& verdict) {
  std::string text = "<table class=\"comparison\"><thead><tr><td></td>";
  for (std::size_t i = 0; i < model.architectures.size(); ++i) {
    text += fmt::format("<th scope=\"col\" style=\"--c:{}\"><span class=\"dot\"></span>{}</th>", architecture_color(i),
                        escaped(model.architectures[i].name));
  }
  text += "</tr></thead>\n";
  std::string group;
  for (const ComparisonRow& row : comparison_rows(model)) {
    if (row.group != group) {
      text += group.empty() ? "<tbody>" : "</tbody><tbody>";
      text += fmt::format("<tr class=\"group\"><th colspan=\"{}\" scope=\"rowgroup\">{}</th></tr>\n",
                          row.cells.size() + 1, escaped(row.group));
      group = row.group;
    }
    text += fmt::format("<tr><th scope=\"row\">{}<small>{}</small></th>", escaped(row.label), escaped(row.sentence));
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const bool best = verdict.cheapest == i && row.label == "Cost per month";
      text += fmt::format("<td{}>{}</td>", best ? " class=\"best\"" : "", reading_html(row.cells[i]));
    }
    text += "</tr>\n";
  }
  return text + "</tbody></table>";
}

std::string assumptions_html(const ReportModel& model) {
  std::string rows;
  std::size_t unverified = 0;
  for (const models::Assumption& assumption : model.assumptions) {
    unverified += assumption.unverified ? 1U : 0U;
    rows += fmt::format(
        "<tr data-kind=\"{}\"><th scope=\"row\"><code>{}</code><small>{}</small></th><td><code>{}</code>{}</td><td>{}"
        "</td><td class=\"date\">{}</td></tr>\n",
        assumption.unverified    ? "unverified"
        : !assumption.is_default ? "scenario"
                                 : "default",
        escaped(assumption.path), escaped(assumption.sentence), escaped(assumption.value),
        assumption.unverified ? R"( <span class="badge bad">unverified</span>)" : "",
        assumption.is_default ? source_html(assumption.source) : "set by the scenario", escaped(assumption.date));
  }
  return fmt::format(
      "<summary>{} values, {} of them unverified</summary>\n<form class=\"filter\" hidden>"
      "<input type=\"search\" placeholder=\"Filter, e.g. boot\" aria-label=\"Filter the assumptions\">"
      "<select aria-label=\"Which assumptions\"><option value=\"\">all</option><option value=\"unverified\">unverified"
      "</option><option value=\"scenario\">set by the scenario</option><option value=\"default\">defaults</option>"
      "</select><output></output></form>\n<div class=\"scroll\"><table class=\"assumptions\"><thead><tr>"
      "<th scope=\"col\">Field</th><th scope=\"col\">Value</th><th scope=\"col\">Source</th><th scope=\"col\">Date</th>"
      "</tr></thead><tbody>\n{}</tbody></table></div>",
      model.assumptions.size(), unverified, rows);
}

std::string provenance_html(const RunInfo& run) {
  return fmt::format(
      "<p>Headroom {} · seed {} · scenario <code title=\"{}\">{}</code> · fidelity: {}{} · warm-up {}{} · {} "
      "requests simulated · prices of {}, {}</p>",
      escaped(run.version), run.seed, escaped(run.scenario_hash), escaped(run.scenario_hash.substr(0, 12)),
      escaped(run.fidelity), run.quotas == "account" ? "" : " · quotas: " + escaped(run.quotas),
      span_of_time(run.warm_up_s), run.warm_up_note.empty() ? "" : " (" + escaped(run.warm_up_note) + ")",
      grouped(static_cast<double>(run.requests_simulated), 0), escaped(run.price_book_date), escaped(run.region));
}

}  // namespace reports
