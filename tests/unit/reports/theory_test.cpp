// Statements of theory as text, table and CSV.
#include "reports/theory.hpp"

#include <cmath>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/csv/reader.hpp"
#include "reports/csv/tables.hpp"
#include "reports/csv/theory.hpp"
#include "reports/files/text_sink.hpp"
#include "reports/html/theory_html.hpp"
#include "reports/terminal/theory_text.hpp"

namespace reports {
namespace {

using models::TheoryKind;
using models::TheoryPrediction;
using models::TheoryStatement;
using models::TheoryVerdict;

TheoryPrediction prediction(TheoryKind kind, TheoryVerdict verdict) {
  TheoryPrediction value;
  value.quantity = "latency_mean_ms";
  value.unit = "ms";
  value.kind = kind;
  value.value = kind == TheoryKind::kBound ? TheoryPrediction::kNone : 33.3333;
  value.low = kind == TheoryKind::kExact ? TheoryPrediction::kNone : 30.0;
  value.note = "a, \"b\"";
  value.judgement = {33.5, 33.0, 34.0, 20, 0.7, verdict, ""};
  return value;
}

std::vector<TheoryStatement> statements() {
  return {{0,
           "M/M/1",
           "Kleinrock <1975>",
           "",
           {{"arrivals are Poisson", true}, {"the rate is constant", true}},
           {prediction(TheoryKind::kExact, TheoryVerdict::kAgrees),
            prediction(TheoryKind::kBound, TheoryVerdict::kViolated)}},
          {0, "Queueing formulas", "", "No closed form", {{"the rate is constant", false}}, {}},
          {1, "M/M/1", "", "", {}, {prediction(TheoryKind::kApproximation, TheoryVerdict::kWithinError)}}};
}

models::ExperimentResult result() {
  models::ExperimentResult all;
  all.scenario_name = "theory";
  all.architectures = {{"ec2", "ec2_asg", ""}, {"fargate", "ecs", ""}};
  all.theory = statements();
  return all;
}

std::string csv_text() {
  StringSink sink;
  write_theory(result(), sink);
  return sink.text();
}

ReportModel model() {
  ReportModel read;
  read.architectures.resize(2);
  read.architectures[0].name = "ec2";
  read.architectures[1].name = "fargate";
  read_theory(csv_text(), "theory.csv", read);
  return read;
}

TEST(Theory, IsReadAsItWasWritten) {
  const ReportModel read = model();
  models::ExperimentResult again = result();
  ASSERT_EQ(read.theory.size(), 3U);
  again.theory = read.theory;
  StringSink sink;
  write_theory(again, sink);
  EXPECT_EQ(sink.text(), csv_text());
  EXPECT_EQ(read.theory[0].conditions.size(), 2U);
  EXPECT_EQ(read.theory[0].predictions.size(), 2U);
  EXPECT_TRUE(read.theory[1].predictions.empty());
  EXPECT_FALSE(read.theory[1].conditions.at(0).is_met);
  EXPECT_EQ(read.theory[2].architecture, 1U);
}

TEST(Theory, DamagedTablesAreNamed) {
  ReportModel read = model();
  std::string text = csv_text();
  text.replace(text.find("violated"), 8, "vanished");
  EXPECT_THROW(read_theory(text, "theory.csv", read), CsvError);
  read.architectures.pop_back();
  EXPECT_THROW(read_theory(csv_text(), "theory.csv", read), CsvError);
}

TEST(Theory, LinesSayWhatKindOfValueItIs) {
  EXPECT_EQ(theory_line(prediction(TheoryKind::kExact, TheoryVerdict::kAgrees)).theory, "33.333");
  EXPECT_EQ(theory_line(prediction(TheoryKind::kBound, TheoryVerdict::kHolds)).theory, "≥ 30");
  EXPECT_EQ(theory_line(prediction(TheoryKind::kApproximation, TheoryVerdict::kWithinError)).theory, "≈ 33.33");
  const TheoryLine line = theory_line(prediction(TheoryKind::kExact, TheoryVerdict::kOutside));
  EXPECT_EQ(line.simulated, "33.5 ± 0.5");
  EXPECT_EQ(line.difference, "+0.7");
  EXPECT_EQ(line.verdict, "outside");
  EXPECT_EQ(line.tone, Tone::kBad);
  EXPECT_EQ(theory_line(prediction(TheoryKind::kApproximation, TheoryVerdict::kWithinError)).tone, Tone::kPlain)
      << "an approximation is never a win";
}

TEST(Theory, TallyCountsWhatWasJudged) {
  EXPECT_EQ(theory_tally(statements()),
            "of 1 exact values 1 agree; of 1 approximations 1 are within their stated error; of 1 bounds 0 hold");
  EXPECT_EQ(theory_tally({}), "");
}

TEST(Theory, TerminalAndPageShowTheSame) {
  const std::string text = theory_text({"ec2", "fargate"}, statements(), TerminalStyle{.color = false});
  EXPECT_THAT(text, testing::AllOf(testing::HasSubstr("Not met: the rate is constant"), testing::HasSubstr("≥ 30"),
                                   testing::HasSubstr("bound violated"), testing::HasSubstr("within its error")));
  const std::string page = theory_html(model());
  EXPECT_THAT(page, testing::AllOf(testing::HasSubstr("Not met: the rate is constant"), testing::HasSubstr("≥ 30"),
                                   testing::HasSubstr("bound violated"), testing::HasSubstr("Kleinrock &lt;1975&gt;")));
}

TEST(Theory, WithoutASimulationThereIsNoVerdict) {
  std::vector<TheoryStatement> list = statements();
  for (TheoryStatement& statement : list) {
    for (TheoryPrediction& value : statement.predictions) {
      value.judgement = {};
    }
  }
  const std::string text = theory_text({"ec2", "fargate"}, list, TerminalStyle{.color = false});
  EXPECT_THAT(text, testing::HasSubstr("33.333"));
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("verdict")));
}

}  // namespace
}  // namespace reports
