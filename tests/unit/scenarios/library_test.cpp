// Every scenario of the library runs, with the short overrides of its `x-ci`, and shows what it is there to show.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "sim/config/document.hpp"
#include "tests/support/scenario_run.hpp"

namespace scenarios {
namespace {

using models::MetricId;
using models::TickColumn;
using test_support::column_of;
using test_support::metered;
using test_support::metric_of;
using test_support::run_file;

std::filesystem::path library() {
  const char* source = std::getenv("HEADROOM_SOURCE");
  return std::filesystem::path{source == nullptr ? "." : source} / "scenarios" / "library";
}

test_support::Sets short_overrides(const std::filesystem::path& file) {
  sim::config::Diagnostics diagnostics;
  return sim::config::Document::load_file(file.string(), diagnostics).ci_overrides();
}

std::vector<std::string> names() {
  std::vector<std::string> all;
  for (const auto& entry : std::filesystem::directory_iterator{library()}) {
    if (entry.path().extension() == ".yaml") {
      all.push_back(entry.path().stem().string());
    }
  }
  std::sort(all.begin(), all.end());
  return all;
}

TEST(Library, EveryScenarioRunsShortenedAndHasAQuestion) {
  ASSERT_GE(names().size(), 3U);
  for (const std::string& name : names()) {
    SCOPED_TRACE(name);
    const std::filesystem::path file = library() / (name + ".yaml");
    const test_support::Sets sets = short_overrides(file);
    ASSERT_FALSE(sets.empty()) << "no x-ci";
    const auto result = run_file(file.string(), sets);
    ASSERT_FALSE(result.question.empty());
    EXPECT_TRUE(result.question.back() == '?' || name.rfind("bench_", 0) == 0);
    std::string kebab = name;
    std::replace(kebab.begin(), kebab.end(), '_', '-');
    EXPECT_EQ(result.scenario_name, kebab);
    for (const models::RunResult& run : result.runs) {
      const double offered = metric_of(run, MetricId::kRequestsOffered);
      EXPECT_GT(offered, 1'000.0);
      EXPECT_EQ(offered, metric_of(result.runs.at(run.replication), MetricId::kRequestsOffered));
      EXPECT_GT(metric_of(run, MetricId::kCostTotal), 0.0);
    }
    EXPECT_EQ(result.theory.empty(), result.fidelity == "fluid");  // rates are theory themselves
    for (const models::TheoryStatement& statement : result.theory) {
      for (const models::TheoryPrediction& prediction : statement.predictions) {
        using models::TheoryVerdict;
        const TheoryVerdict verdict = prediction.judgement.verdict;
        EXPECT_TRUE(verdict != TheoryVerdict::kOutside && verdict != TheoryVerdict::kViolated &&
                    verdict != TheoryVerdict::kBeyondError)
            << statement.theory << ": " << prediction.quantity << ", simulated " << prediction.judgement.simulated;
      }
    }
  }
}

/// The answer of flash_crowd_ec2.yaml: the crowd is there at 20.5 min. Alarms come after three whole minutes above the
/// target (minute 20 is not sure to be above on its own: 23 or 24 min) and a minute; then the start of each kind.
TEST(Library, TheGroupLagsBehindTheFlashCrowd) {
  const std::filesystem::path file = library() / "flash_crowd_ec2.yaml";
  const auto result = run_file(file.string(), short_overrides(file));
  const models::RunResult& ec2 = result.runs.at(0);
  const models::RunResult& fargate = result.runs.at(2);
  const models::RunResult& lambda = result.runs.at(4);
  const auto first_after = [](const models::RunResult& run, TickColumn column, double floor) {
    for (std::size_t tick = 120; tick < run.ticks.size(); ++tick) {
      if (column_of(run.ticks[tick], column) > floor) {
        return 10.0 * static_cast<double>(tick);
      }
    }
    return 1e9;
  };
  const double asked = first_after(ec2, TickColumn::kReplicasDesired, 3.0);
  EXPECT_GE(asked, 24.0 * 60.0 - 10.0);
  EXPECT_LE(asked, 25.0 * 60.0);
  // 4.8 + 17.81 + 3.22 s of boot and 4 s of start, and up to 30 s until the first health check; ticks are 10 s.
  const double served = first_after(ec2, TickColumn::kReplicasReady, 3.0);
  EXPECT_GE(served, asked + 29.8 - 10.0);
  EXPECT_LE(served, asked + 29.8 + 30.0 + 10.0);
  // Fargate's alarm is the same; its task takes longer: about 42 s to provision, 12.7 s to pull 350 MB, 4 s to start.
  const double task_served = first_after(fargate, TickColumn::kReplicasReady, 3.0);
  EXPECT_GE(task_served, 24.0 * 60.0 + 45.0);
  EXPECT_LE(task_served, 25.0 * 60.0 + 60.0 + 60.0);
  // Until then three instances of two vCPUs face 12 vCPUs of work; the function serves all of it within its objective.
  EXPECT_GT(metric_of(ec2, MetricId::kRejectedFraction), 0.05);
  EXPECT_EQ(metric_of(lambda, MetricId::kRejectedFraction), 0.0);
  EXPECT_GT(metric_of(lambda, MetricId::kSloMetFraction), 0.999);
  EXPECT_LT(metric_of(ec2, MetricId::kSloMetFraction), 0.95);
}

/// The answer of night_without_requests.yaml, from the first night: hours 1 to 8.
TEST(Library, AFunctionCostsNothingInTheNight) {
  const std::filesystem::path file = library() / "night_without_requests.yaml";
  const auto result = run_file(file.string(), short_overrides(file));
  const auto cost_of_hour = [](const models::RunResult& run, std::size_t hour) {
    double cost = 0.0;
    for (std::size_t tick = 60 * hour; tick < 60 * hour + 60; ++tick) {
      cost += column_of(run.ticks.at(tick), TickColumn::kCostPerHour) / 60.0;
    }
    return cost;
  };
  const models::RunResult& ec2 = result.runs.at(0);
  const models::RunResult& fargate = result.runs.at(2);
  const models::RunResult& lambda = result.runs.at(4);
  for (std::size_t hour = 0; hour < 8; ++hour) {
    EXPECT_EQ(cost_of_hour(lambda, hour), 0.0);
    EXPECT_GE(cost_of_hour(ec2, hour), 3 * 0.1008);                        // three m7i.large
    EXPECT_GE(cost_of_hour(fargate, hour), 3 * (0.04048 + 2 * 0.004445));  // three tasks of 1 vCPU and 2 GiB
  }
  EXPECT_GT(cost_of_hour(lambda, 8), 0.0);
  EXPECT_GT(column_of(lambda.ticks.at(8 * 60), TickColumn::kColdStarts), 0.0);
  EXPECT_EQ(column_of(lambda.ticks.at(8 * 60 - 1), TickColumn::kReplicasReady), 0.0);
}

}  // namespace
}  // namespace scenarios
