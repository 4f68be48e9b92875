#include "reports/html/theory_html.hpp"

#include <fmt/core.h>

#include "reports/html/page_parts.hpp"
#include "reports/html/palette.hpp"
#include "reports/theory.hpp"

namespace reports {

namespace {

std::string small(const std::string& text) {
  return text.empty() ? "" : "<small>" + escaped(text) + "</small>";
}

std::string prefixed(const char* label, const std::string& text) {
  return text.empty() ? "" : label + text;
}

std::string heading_html(const models::TheoryStatement& statement) {
  return fmt::format("<tr class=\"statement\"><th colspan=\"5\" scope=\"rowgroup\">{}{}{}{}{}</th></tr>\n",
                     escaped(statement.theory), small(statement.says),
                     small(prefixed("Not met: ", conditions_text(statement, false))),
                     small(prefixed("Met: ", conditions_text(statement, true))), small(statement.source));
}

std::string line_html(const models::TheoryPrediction& prediction) {
  const TheoryLine line = theory_line(prediction);
  const char* tone = line.tone == Tone::kGood ? " class=\"good\"" : line.tone == Tone::kBad ? " class=\"bad\"" : "";
  return fmt::format(
      "<tr><th scope=\"row\"><code>{}</code>{}</th><td>{}</td><td>{}</td><td>{}</td><td{}>{}</td></tr>\n",
      escaped(line.quantity), small(prediction.note), escaped(line.theory), escaped(line.simulated),
      escaped(line.difference), tone, escaped(line.verdict));
}

}  // namespace

std::string theory_html(const ReportModel& model) {
  std::string text =
      "<table class=\"comparison theory\"><thead><tr><td></td><th scope=\"col\">Theory</th><th scope=\"col\">Simulated"
      "</th><th scope=\"col\">Off by, standard errors</th><th scope=\"col\">Verdict</th></tr></thead>\n";
  for (std::size_t i = 0; i < model.architectures.size(); ++i) {
    text += fmt::format(
        "<tbody><tr class=\"group\" style=\"--c:{}\"><th colspan=\"5\" scope=\"rowgroup\"><span class=\"dot\"></span>"
        "{}</th></tr>\n",
        architecture_color(i), escaped(model.architectures[i].name));
    for (const models::TheoryStatement& statement : model.theory) {
      if (statement.architecture != i) {
        continue;
      }
      text += heading_html(statement);
      for (const models::TheoryPrediction& prediction : statement.predictions) {
        text += line_html(prediction);
      }
    }
    text += "</tbody>";
  }
  const std::string tally = theory_tally(model.theory);
  return text + "</table>" +
         (tally.empty() ? ""
                        : fmt::format("<p class=\"how\">{}</p>", escaped("Theory and simulation: " + tally + ".")));
}

}  // namespace reports
