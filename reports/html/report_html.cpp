#include "reports/html/report_html.hpp"

#include <string>
#include <string_view>

#include "reports/comparison.hpp"
#include "reports/html/assets.hpp"
#include "reports/html/chart_data.hpp"
#include "reports/html/cost_svg.hpp"
#include "reports/html/page_parts.hpp"
#include "reports/html/theory_html.hpp"
#include "sim/check.hpp"

namespace reports {

namespace {

/// What stands for `{{slot}}` in template.html.
std::string slot_content(std::string_view slot, const ReportModel& model, const Verdict& verdict) {
  const RunInfo& run = model.run;
  if (slot == "question") {
    return escaped(run.question.empty() ? run.scenario : run.question);
  }
  if (slot == "facts") {
    return facts_line(run);
  }
  if (slot == "verdict") {
    return escaped(verdict.sentence);
  }
  if (slot == "warnings") {
    return warnings_html(model);
  }
  if (slot == "cards") {
    return cards_html(model, verdict);
  }
  if (slot == "comparison") {
    return comparison_html(model, verdict);
  }
  if (slot == "cost_svg") {
    return cost_svg(model);
  }
  if (slot == "theory") {
    return theory_html(model);
  }
  if (slot == "assumptions") {
    return assumptions_html(model);
  }
  if (slot == "provenance") {
    return provenance_html(run);
  }
  SIM_CHECK(slot == "data", "every slot of template.html has its content");
  return chart_data(model);
}

}  // namespace

void write_report_html(const ReportModel& model, TextSink& sink) {
  const Verdict result = verdict(model);
  std::string_view rest = template_asset();
  while (true) {
    const std::size_t open = rest.find("{{");
    sink.write(rest.substr(0, open));
    if (open == std::string_view::npos) {
      return;
    }
    const std::size_t close = rest.find("}}", open);
    SIM_CHECK(close != std::string_view::npos, "slots of template.html are closed");
    const std::string_view slot = rest.substr(open + 2, close - open - 2);
    if (slot == "style") {
      sink.write(style_asset());
    } else if (slot == "charts") {
      sink.write(charts_asset());
    } else if (slot == "script") {
      sink.write(script_asset());
    } else {
      sink.write(slot_content(slot, model, result));
    }
    rest.remove_prefix(close + 2);
  }
}

}  // namespace reports
