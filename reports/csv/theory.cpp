// theory.csv: written, and read back for the report.
#include "reports/csv/theory.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "reports/csv/reader.hpp"
#include "reports/csv/tables.hpp"
#include "reports/csv/writer.hpp"
#include "reports/theory.hpp"

namespace reports {

namespace {

using models::TheoryPrediction;
using models::TheoryStatement;

/// Indexed by TheoryKind and TheoryVerdict.
constexpr std::array<std::string_view, 3> kKinds{"exact", "approximation", "bound"};
constexpr std::array<std::string_view, 7> kVerdicts{"not_judged", "agrees",       "outside",     "holds",
                                                    "violated",   "within_error", "beyond_error"};

/// The inverse of conditions_text().
void add_conditions(std::string_view text, bool met, TheoryStatement& statement) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(kConditionSeparator), text.size());
    statement.conditions.push_back({std::string{text.substr(0, end)}, met});
    text.remove_prefix(std::min(end + kConditionSeparator.size(), text.size()));
  }
}

template <std::size_t size>
std::size_t index_of(const std::array<std::string_view, size>& names, const std::string& name, const CsvReader& csv) {
  const auto* found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) {
    csv.fail(fmt::format("'{}' is none of the words that stand here", name));
  }
  return static_cast<std::size_t>(found - names.begin());
}

/// The columns of a prediction, in order.
void write_prediction(const TheoryPrediction& prediction, CsvWriter& csv) {
  const models::TheoryJudgement& judgement = prediction.judgement;
  csv.text(prediction.quantity).text(prediction.unit).text(name_of(prediction.kind));
  csv.number(prediction.value).number(prediction.low).number(prediction.high).number(prediction.allowance);
  csv.text(prediction.note).number(judgement.simulated).number(judgement.low).number(judgement.high);
  csv.count(judgement.replications).number(judgement.standard_errors);
  csv.text(name_of(judgement.verdict)).text(judgement.reason).end_row();
}

constexpr std::size_t kPredictionColumns = 15;

/// Finds its columns once.
class TheoryReader {
 public:
  TheoryReader(std::string text, const std::string& name) : csv_{std::move(text), name} {}

  void read(ReportModel& model) {
    while (csv_.next()) {
      TheoryStatement statement = statement_of(model);
      if (model.theory.empty() || !is_same(model.theory.back(), statement)) {
        model.theory.push_back(std::move(statement));
      }
      if (!csv_.text(column("quantity")).empty()) {
        model.theory.back().predictions.push_back(prediction());
      }
    }
  }

 private:
  std::size_t column(std::string_view title) const { return csv_.column(title); }
  double number(std::string_view title) const { return csv_.number(column(title)); }
  const std::string& text(std::string_view title) const { return csv_.text(column(title)); }

  static bool is_same(const TheoryStatement& a, const TheoryStatement& b) {
    return a.architecture == b.architecture && a.theory == b.theory && a.says == b.says;
  }

  TheoryStatement statement_of(const ReportModel& model) const {
    const std::string& name = text("architecture");
    const auto& all = model.architectures;
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& a) { return a.name == name; });
    if (found == all.end()) {
      csv_.fail(fmt::format("architecture '{}' is not in run.json; the files come from different runs", name));
    }
    TheoryStatement statement;
    statement.architecture = static_cast<std::size_t>(found - all.begin());
    statement.theory = text("theory");
    statement.source = text("source");
    statement.says = text("says");
    add_conditions(text("conditions_met"), true, statement);
    add_conditions(text("conditions_not_met"), false, statement);
    return statement;
  }

  TheoryPrediction prediction() const {
    TheoryPrediction prediction;
    prediction.quantity = text("quantity");
    prediction.unit = text("unit");
    prediction.kind = static_cast<models::TheoryKind>(index_of(kKinds, text("kind"), csv_));
    prediction.value = number("value");
    prediction.low = number("low");
    prediction.high = number("high");
    prediction.allowance = number("allowance");
    prediction.note = text("note");
    models::TheoryJudgement& judgement = prediction.judgement;
    judgement.simulated = number("simulated");
    judgement.low = number("ci95_low");
    judgement.high = number("ci95_high");
    judgement.replications = csv_.count(column("replications"));
    judgement.standard_errors = number("standard_errors");
    judgement.verdict = static_cast<models::TheoryVerdict>(index_of(kVerdicts, text("verdict"), csv_));
    judgement.reason = text("reason");
    return prediction;
  }

  CsvReader csv_;
};

}  // namespace

std::string_view name_of(models::TheoryKind kind) {
  return kKinds[static_cast<std::size_t>(kind)];
}
std::string_view name_of(models::TheoryVerdict verdict) {
  return kVerdicts[static_cast<std::size_t>(verdict)];
}

void write_theory(const models::ExperimentResult& result, TextSink& sink) {
  CsvWriter csv{sink,
                {"scenario",
                 "architecture",
                 "theory",
                 "source",
                 "says",
                 "conditions_met",
                 "conditions_not_met",
                 "quantity",
                 "unit",
                 "kind",
                 "value",
                 "low",
                 "high",
                 "allowance",
                 "note",
                 "simulated",
                 "ci95_low",
                 "ci95_high",
                 "replications",
                 "standard_errors",
                 "verdict",
                 "reason"}};
  for (const TheoryStatement& statement : result.theory) {
    const auto begin_row = [&] {
      csv.text(result.scenario_name).text(result.architectures[statement.architecture].name).text(statement.theory);
      csv.text(statement.source).text(statement.says).text(conditions_text(statement, true));
      csv.text(conditions_text(statement, false));
    };
    for (const TheoryPrediction& prediction : statement.predictions) {
      begin_row();
      write_prediction(prediction, csv);
    }
    if (statement.predictions.empty()) {
      begin_row();
      for (std::size_t i = 0; i < kPredictionColumns; ++i) {
        csv.empty();
      }
      csv.end_row();
    }
  }
  csv.finish();
}

void read_theory(std::string text, const std::string& name, ReportModel& model) {
  TheoryReader{std::move(text), name}.read(model);
}

}  // namespace reports
