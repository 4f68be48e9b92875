#include "reports/write_all.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "reports/csv/reader.hpp"
#include "reports/files/out_folder.hpp"
#include "reports/json/run_json.hpp"
#include "reports/load.hpp"
#include "tests/support/synthetic_result.hpp"
#include "tests/support/temp_folder.hpp"

namespace reports {
namespace {

namespace fs = std::filesystem;

Options options() {
  Options options;
  options.version = "0.1.0";
  options.slo_latency_ms = 300.0;
  return options;
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator{folder}) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// Equal up to the ten digits that files keep.
void expect_near(double read, double written, const std::string& what) {
  if (std::isnan(written)) {
    EXPECT_TRUE(std::isnan(read)) << what;
  } else {
    EXPECT_NEAR(read, written, 1e-9 * std::abs(written)) << what;
  }
}

TEST(WriteAll, WritesEveryFileOfTheContract) {
  const test_support::TempFolder folder;
  write_file(folder.path() / "counts.csv", "0,1\n");
  Options chosen = options();
  chosen.data_files = {{folder.path() / "counts.csv", "traces/counts.csv"}};
  const fs::path out = folder.path() / "out";
  write_all(synthetic::result(2, 30), "schema: 1\n", out.string(), chosen);
  EXPECT_THAT(names_in(out),
              testing::ElementsAre("assumptions.csv", "cost.csv", "data", "effective.yaml", "events.csv", "fleet.csv",
                                   "launches.csv", "replications.csv", "report.html", "run.json", "summary.csv",
                                   "theory.csv", "timeseries.csv", "timeseries_summary.csv", "usage.csv"));
  EXPECT_EQ(read_file(out / "effective.yaml"), "schema: 1\n");
  EXPECT_EQ(read_file(out / "data" / "traces" / "counts.csv"), "0,1\n");
}

TEST(WriteAll, LoadGivesBackWhatWasWritten) {
  const test_support::TempFolder folder;
  const models::ExperimentResult result = synthetic::result(3, 90);
  const ReportModel model = write_all(result, "schema: 1\n", folder.path().string(), options());
  EXPECT_EQ(model.run.scenario, result.scenario_name);
  EXPECT_EQ(model.run.question, result.question);
  EXPECT_EQ(model.run.scenario_hash, result.scenario_hash);
  EXPECT_EQ(model.run.seed, result.seed);
  EXPECT_EQ(model.run.replications, 3U);
  EXPECT_DOUBLE_EQ(model.run.duration_s, 5'400.0);
  EXPECT_DOUBLE_EQ(model.run.slo_latency_ms, 300.0);
  EXPECT_EQ(model.run.warnings, result.warnings);
  ASSERT_EQ(model.architectures.size(), 4U);
  for (const models::SummaryRow& row : result.summary) {
    const Estimate& estimate = model.architectures[row.architecture].metric(row.metric);
    const std::string name{models::metric_catalogue()[static_cast<std::size_t>(row.metric)].name};
    expect_near(estimate.mean, row.mean, name);
    expect_near(estimate.low, row.low, name);
    expect_near(estimate.high, row.high, name);
  }
  for (std::size_t a = 0; a < 4; ++a) {
    const models::RunResult& run = result.runs[3 * a];
    EXPECT_EQ(model.architectures[a].summary, result.architectures[a].summary);
    ASSERT_EQ(model.architectures[a].ticks.size(), 90U);
    ASSERT_EQ(model.architectures[a].fleet.size(), 90U);
    for (std::size_t column = 0; column < models::kTickColumnCount; ++column) {
      expect_near(model.architectures[a].ticks[45][column], run.ticks[45][column],
                  std::string{models::tick_column_names()[column]});
    }
    expect_near(model.architectures[a].fleet[45].vcpu_allocated, run.fleet[45].vcpu_allocated, "vcpu_allocated");
  }
  ASSERT_EQ(model.assumptions.size(), result.assumptions.size());
  EXPECT_EQ(model.assumptions[2].path, result.assumptions[2].path);
  EXPECT_TRUE(model.assumptions[2].unverified);
}

TEST(WriteAll, ChargesOfTheReportAddUpToTheCostPerMonth) {
  const test_support::TempFolder folder;
  const ReportModel model = write_all(synthetic::result(3, 1'440), "", folder.path().string(), options());
  for (const ArchitectureReport& architecture : model.architectures) {
    double ranked = 0.0;
    for (const MonthlyCharge& charge : architecture.charges) {
      ranked += charge.ranked ? charge.usd : 0.0;
    }
    const double cost = architecture.metric(models::MetricId::kCostPerMonth).mean;
    EXPECT_NEAR(ranked, cost, 1e-6 * cost) << architecture.name;
    EXPECT_TRUE(std::is_sorted(architecture.charges.begin(), architecture.charges.end(),
                               [](const MonthlyCharge& a, const MonthlyCharge& b) { return a.usd > b.usd; }));
  }
}

TEST(WriteAll, TwoRunsGiveTheSameBytesButForTheTiming) {
  const test_support::TempFolder folder;
  models::ExperimentResult result = synthetic::result(2, 60);
  write_all(result, "schema: 1\n", (folder.path() / "a").string(), options());
  result.wall_seconds = 99.0;
  result.threads = 7;
  write_all(result, "schema: 1\n", (folder.path() / "b").string(), options());
  for (const std::string& name : names_in(folder.path() / "a")) {
    const std::string a = read_file(folder.path() / "a" / name);
    const std::string b = read_file(folder.path() / "b" / name);
    if (name == "run.json") {
      EXPECT_EQ(a.substr(0, a.find("\"timing\"")), b.substr(0, b.find("\"timing\"")));
      EXPECT_NE(a, b);
    } else {
      EXPECT_EQ(a, b) << name;
    }
  }
}

TEST(WriteAll, TheReportCanBeRebuiltFromTheOtherFiles) {
  const test_support::TempFolder folder;
  write_all(synthetic::result(2, 60), "", folder.path().string(), options());
  const std::string first = read_file(folder.path() / "report.html");
  fs::remove(folder.path() / "report.html");
  rebuild_report(folder.path().string());
  EXPECT_EQ(read_file(folder.path() / "report.html"), first);
}

TEST(WriteAll, RefusesTheFolderOfAnotherScenario) {
  const test_support::TempFolder folder;
  models::ExperimentResult result = synthetic::result(1, 5);
  write_all(result, "", folder.path().string(), options());
  result.scenario_hash = "another";
  EXPECT_THROW(write_all(result, "", folder.path().string(), options()), OutFolderInUse);
  Options overwrite = options();
  overwrite.overwrite = true;
  overwrite.events = false;
  write_all(result, "", folder.path().string(), overwrite);
  EXPECT_FALSE(fs::exists(folder.path() / "events.csv")) << "old results go";
}

TEST(Load, SaysWhatIsDamaged) {
  const test_support::TempFolder folder;
  const fs::path out = folder.path();
  EXPECT_THROW(load(out), FileError) << "nothing there";
  write_all(synthetic::result(1, 5), "", out.string(), options());
  const std::string summary = read_file(out / "summary.csv");
  write_file(out / "summary.csv", summary.substr(0, summary.size() / 2));
  EXPECT_THROW(load(out), CsvError);
  write_file(out / "summary.csv",
             "scenario,architecture,metric,unit,mean,ci95_low,ci95_high,replications\n"
             "s,other,attempts,count,1,1,1,1\n");
  try {
    load(out);
    FAIL() << "architecture 'other' is not in run.json";
  } catch (const CsvError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("summary.csv:2: architecture 'other' is not in run.json"));
  }
}

TEST(RunJson, StartsWithItsSchemaVersionAndKeepsTimingApart) {
  const std::string text = run_json(synthetic::result(1, 5), options());
  EXPECT_EQ(text.rfind("{\n  \"schema_version\": 1,", 0), 0U);
  const auto json = nlohmann::json::parse(text);
  EXPECT_EQ(json["timing"]["threads"], 2);
  EXPECT_DOUBLE_EQ(json["timing"]["wall_seconds"].get<double>(), 3.25);
  EXPECT_EQ(json["architectures"][2]["name"], "ecs_on_fargate");
  EXPECT_EQ(json["fidelity"], "requests");
  EXPECT_EQ(text.back(), '\n');
}

TEST(RunJson, OfAnotherSchemaOrDamagedIsRefusedByName) {
  const auto message = [](const std::string& text) {
    ReportModel model;
    try {
      parse_run_json(text, "OUT/run.json", model);
    } catch (const RunJsonError& error) {
      return std::string{error.what()};
    }
    return std::string{"no error"};
  };
  EXPECT_THAT(message("{"), testing::HasSubstr("OUT/run.json: not a JSON object"));
  EXPECT_THAT(message(R"({"schema_version": 2})"), testing::HasSubstr("schema_version is 2"));
  EXPECT_THAT(message(R"({"schema_version": 1})"), testing::HasSubstr("'slo' should be an object"));
  auto json = nlohmann::json::parse(run_json(synthetic::result(1, 5), options()));
  json["seed"] = "42";
  EXPECT_EQ(message(json.dump()), "OUT/run.json: 'seed' should be a whole number");
}

TEST(SummaryJson, HoldsTheNumbersOfSummaryCsvAndNullWhereThereIsNone) {
  const models::ExperimentResult result = synthetic::result(1, 30);
  const auto json = nlohmann::json::parse(summary_json(result, options()));
  EXPECT_FALSE(json.contains("timing"));
  const auto& cost = json["architectures"][0]["metrics"]["cost_usd_per_month"];
  EXPECT_EQ(cost["unit"], "usd");
  EXPECT_GT(cost["mean"].get<double>(), 0.0);
  EXPECT_TRUE(cost["ci95_low"].is_null()) << "one replication has no interval";
  EXPECT_EQ(json["architectures"][3]["metrics"].size(), models::kMetricCount);
}

}  // namespace
}  // namespace reports
