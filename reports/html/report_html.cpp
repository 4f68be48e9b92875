#include "reports/html/report_html.hpp"

#include <string>
#include <string_view>

#include "reports/comparison.hpp"
#include "reports/html/assets.hpp"
#include "reports/html/chart_data.hpp"
#include "reports/html/cost_svg.hpp"
#include "reports/html/page_parts.hpp"
#include "reports/html/page_template.hpp"
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
    return warnings_html(all_warnings(model));
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
  fill_template(
      template_asset(), script_asset(), [&](std::string_view slot) { return slot_content(slot, model, result); }, sink);
}

}  // namespace reports
