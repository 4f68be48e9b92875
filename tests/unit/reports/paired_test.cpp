#include "reports/paired.hpp"

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/csv/reader.hpp"
#include "reports/csv/tables.hpp"
#include "reports/files/text_sink.hpp"
#include "reports/json/run_json.hpp"
#include "reports/terminal/paired_text.hpp"

namespace reports {
namespace {

using models::MetricId;
using testing::HasSubstr;
using testing::Not;

struct Costs {
  std::string name{};
  std::vector<double> values{};
  double completed = 1'000.0;  ///< of 1,000
  double offered = 1'000.0;
};

models::ExperimentResult result_of(const std::vector<Costs>& all, std::uint64_t seed) {
  models::ExperimentResult result;
  result.scenario_name = "pairs";
  result.scenario_hash = all.front().name + std::to_string(all.front().values.front());
  result.seed = seed;
  result.replications = all.front().values.size();
  for (std::size_t a = 0; a < all.size(); ++a) {
    result.architectures.push_back({all[a].name, "ecs", ""});
    for (std::size_t r = 0; r < all[a].values.size(); ++r) {
      models::RunResult run;
      run.architecture = a;
      run.replication = r;
      run.metrics[static_cast<std::size_t>(MetricId::kCostPerMonth)].value = all[a].values[r];
      run.metrics[static_cast<std::size_t>(MetricId::kRequestsOffered)].value = all[a].offered;
      run.metrics[static_cast<std::size_t>(MetricId::kRequestsCompleted)].value = all[a].completed;
      result.runs.push_back(run);
    }
  }
  return result;
}

PairedSource source_of(const std::vector<Costs>& all, const std::string& label = "out/pairs", std::uint64_t seed = 7) {
  const models::ExperimentResult result = result_of(all, seed);
  StringSink sink;
  write_replications(result, sink);
  Options options;
  options.slo_availability = 0.999;
  return paired_source(label, run_json(result, options), sink.text());
}

// Apart, the two overlap widely; paired, b is dearer by 5 to 7 in every replication.
TEST(PairedReport, SeesWhatOnlyPairsShow) {
  const PairedReport report = compare_architectures(
      source_of({{"a", {100.0, 140.0, 60.0, 120.0, 80.0}}, {"b", {105.0, 147.0, 66.0, 125.0, 87.0}}}));
  ASSERT_EQ(report.pairs.size(), 1U);
  const PairedComparison& pair = report.pairs.front();
  EXPECT_EQ(pair.metrics.front().found.difference.mean, 6.0);
  EXPECT_TRUE(pair.significant);
  EXPECT_TRUE(pair.cheaper_is_known);
  EXPECT_EQ(pair.sentence, "a costs $6.00 per month less than b (5.7 %).");
  EXPECT_GT(pair.metrics.front().found.variance_reduction, 100.0);
}

TEST(PairedReport, CallsNoWinnerWithoutSignificance) {
  const PairedReport report =
      compare_architectures(source_of({{"a", {100.0, 101.0, 99.0, 100.0}}, {"b", {110.0, 90.0, 108.0, 101.0}}}));
  EXPECT_FALSE(report.pairs.front().significant);
  EXPECT_FALSE(report.pairs.front().cheaper_is_known);
  EXPECT_EQ(report.pairs.front().sentence, "No significant difference in cost between a and b.");
  EXPECT_THAT(paired_text(report, {}), Not(HasSubstr("less than")));
}

TEST(PairedReport, CallsNoWinnerBelowOnePercent) {
  const PairedReport report =
      compare_architectures(source_of({{"a", {100.0, 101.0, 99.0}}, {"b", {100.5, 101.5, 99.5}}}));
  EXPECT_TRUE(report.pairs.front().significant);
  EXPECT_FALSE(report.pairs.front().cheaper_is_known);
  EXPECT_THAT(report.pairs.front().sentence, HasSubstr("No material difference in cost between a and b: 0.50 %"));
}

TEST(PairedReport, CheapBecauseItRefusesIsNoWin) {
  const PairedReport report =
      compare_architectures(source_of({{"a", {100.0, 101.0, 99.0}}, {"b", {50.0, 51.5, 49.0}, 900.0}}));
  EXPECT_TRUE(report.pairs.front().significant);
  EXPECT_FALSE(report.pairs.front().cheaper_is_known);
  EXPECT_THAT(report.pairs.front().sentence, HasSubstr("but b completes 90.0 % of the requests"));
}

// Differences 2, 6, 2, 4, 0.5: mean 2.9, standard error 0.954, t(4) = 3.04, p = 0.038; thrice that is no longer below
// 0.05.
TEST(PairedReport, CorrectsOverThePairs) {
  const std::vector<double> base{100.0, 90.0, 110.0, 105.0, 95.0};
  const std::vector<double> apart{102.0, 96.0, 112.0, 109.0, 95.5};
  const PairedReport alone = compare_architectures(source_of({{"a", base}, {"c", apart}}));
  EXPECT_TRUE(alone.pairs.front().significant);
  const PairedReport three = compare_architectures(source_of({{"a", base}, {"b", base}, {"c", apart}}));
  ASSERT_EQ(three.pairs.size(), 3U);
  for (const PairedComparison& pair : three.pairs) {
    EXPECT_FALSE(pair.significant) << pair.first << " " << pair.second;
  }
  EXPECT_THAT(three.pairs[1].sentence, HasSubstr("after the correction for 3 pairs"));
}

TEST(PairedReport, OneReplicationSaysNothing) {
  const PairedReport report = compare_architectures(source_of({{"a", {100.0}}, {"b", {50.0}}}));
  EXPECT_FALSE(report.pairs.front().significant);
  EXPECT_THAT(report.pairs.front().sentence, HasSubstr("one replication can't tell"));
}

/// Open load offers every architecture the same; only users who wait for answers don't.
TEST(PairedReport, ClosedLoadIsNotOfferedAlike) {
  const std::vector<double> costs{100.0, 101.0};
  EXPECT_TRUE(compare_architectures(source_of({{"a", costs}, {"b", costs}})).warnings.empty());
  const PairedReport report = compare_architectures(source_of({{"a", costs}, {"b", costs, 900.0, 900.0}}));
  EXPECT_THAT(report.warnings, testing::ElementsAre(HasSubstr("users who wait longer send less")));
}

TEST(PairedReport, RunsArePairedByArchitecture) {
  const PairedReport report = compare_runs(source_of({{"a", {100.0, 101.0, 99.0}}, {"b", {5.0, 5.0, 5.0}}}, "old"),
                                           source_of({{"c", {1.0, 1.0}}, {"a", {80.0, 82.0}}}, "new"));
  ASSERT_EQ(report.pairs.size(), 1U);
  EXPECT_EQ(report.pairs.front().first, "a (old)");
  EXPECT_EQ(report.pairs.front().second, "a (new)");
  EXPECT_EQ(report.pairs.front().metrics.front().found.difference.mean, -19.5);
  EXPECT_THAT(report.warnings, testing::ElementsAre(HasSubstr("b is only in old"), HasSubstr("c is only in new"),
                                                    HasSubstr("the first 2 are compared")));
}

TEST(PairedReport, RefusesWhatCannotBePaired) {
  const PairedSource a = source_of({{"a", {1.0, 2.0}}}, "one", 7);
  EXPECT_THROW(compare_architectures(a), PairedError);
  EXPECT_THROW(compare_runs(a, source_of({{"a", {1.0, 2.0}}}, "two", 8)), PairedError);
  EXPECT_THROW(compare_runs(a, source_of({{"b", {1.0, 2.0}}}, "two", 7)), PairedError);
}

TEST(Replications, RefusesTablesThatAreNotWhole) {
  const models::ExperimentResult result = result_of({{"a", {1.0, 2.0}}, {"b", {1.0, 2.0}}}, 7);
  StringSink sink;
  write_replications(result, sink);
  const std::string whole = sink.text();
  EXPECT_EQ(read_replications(whole, "r.csv").size(), 2U);
  const std::string cut = whole.substr(0, whole.rfind('\n', whole.size() - 2) + 1);
  EXPECT_THROW(read_replications(cut, "r.csv"), CsvError);
  const std::size_t header = whole.find('\n') + 1;
  const std::string twice = whole + whole.substr(header, whole.find('\n', header) + 1 - header);
  EXPECT_THROW(read_replications(twice, "r.csv"), CsvError);
  EXPECT_THROW(read_replications(whole.substr(0, header), "r.csv"), CsvError);
}

}  // namespace
}  // namespace reports
