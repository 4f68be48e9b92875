#include "reports/comparison.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/synthetic_model.hpp"

namespace reports {
namespace {

using models::MetricId;

Estimate& cost_of(ReportModel& model, std::size_t architecture) {
  return model.architectures[architecture].metrics[static_cast<std::size_t>(MetricId::kCostPerMonth)];
}

ReportModel with_costs(const std::vector<Estimate>& costs) {
  ReportModel model = synthetic::model(2, 5);
  model.architectures.resize(costs.size());
  for (std::size_t i = 0; i < costs.size(); ++i) {
    cost_of(model, i) = costs[i];
  }
  return model;
}

TEST(Verdict, NamesTheCheapestWhenItsIntervalIsClear) {
  const Verdict result = verdict(with_costs({{120, 118, 122}, {100, 98, 102}, {150, 149, 151}}));
  EXPECT_EQ(result.cheapest, 1U);
  EXPECT_EQ(result.sentence, "ecs_on_ec2 costs least: $100.00 per month, 17 % less than ec2_asg.");
}

TEST(Verdict, OverlappingIntervalsAreNoMaterialDifference) {
  const Verdict result = verdict(with_costs({{105, 101, 109}, {100, 96, 104}, {150, 149, 151}}));
  EXPECT_FALSE(result.cheapest.has_value());
  EXPECT_EQ(result.sentence, "No material difference in cost between ecs_on_ec2 and ec2_asg: about $100.00 per month.");
}

TEST(Verdict, ADifferenceBelowOnePercentIsNotMaterialHoweverSure) {
  EXPECT_FALSE(verdict(with_costs({{100, 100, 100}, {100.9, 100.9, 100.9}})).cheapest.has_value());
  EXPECT_EQ(verdict(with_costs({{100, 100, 100}, {101.1, 101.1, 101.1}})).cheapest, 0U);
}

TEST(Verdict, OneReplicationIsNotSure) {
  const double none = std::nan("");
  const Verdict result = verdict(with_costs({{100, none, none}, {120, none, none}}));
  EXPECT_FALSE(result.cheapest.has_value());
  EXPECT_THAT(result.sentence, testing::HasSubstr("in one replication"));
}

TEST(Verdict, AnArchitectureThatDropsRequestsIsNotRanked) {
  ReportModel model = with_costs({{50, 50, 50}, {100, 100, 100}, {200, 200, 200}});
  auto& completed = model.architectures[0].metrics[static_cast<std::size_t>(MetricId::kRequestsCompleted)];
  completed.mean = 0.9 * model.architectures[0].metric(MetricId::kRequestsOffered).mean;
  const Verdict result = verdict(model);
  EXPECT_EQ(result.cheapest, 1U);
  EXPECT_EQ(result.infeasible[0],
            "ec2_asg completes 90.0 % of the requests, the objective is 99.90 %; it is not ranked");
  EXPECT_EQ(all_warnings(model).back(), result.infeasible[0]);
}

TEST(Verdict, AnArchitectureThatIsTooSlowIsNotRanked) {
  ReportModel model = with_costs({{50, 50, 50}, {100, 100, 100}});
  model.run.slo_latency_ms = 200.0;
  const auto p99 = static_cast<std::size_t>(MetricId::kLatencyP99);
  model.architectures[0].metrics[p99].mean = 200.1;
  model.architectures[1].metrics[p99].mean = 199.9;
  const Verdict result = verdict(model);
  EXPECT_EQ(result.cheapest, 1U);
  EXPECT_THAT(result.infeasible[0], testing::HasSubstr("the objective is 200 ms"));
  EXPECT_EQ(result.infeasible[1], "");
}

TEST(Verdict, SaysWhenNobodyQualifies) {
  ReportModel model = with_costs({{50, 50, 50}});
  model.architectures[0].metrics[static_cast<std::size_t>(MetricId::kRequestsCompleted)].mean = 0.0;
  EXPECT_EQ(verdict(model).sentence, "No architecture meets the stated objective.");
  EXPECT_EQ(verdict(with_costs({{std::nan(""), 0, 0}})).sentence, "No cost is known.");
}

TEST(Verdict, RequestsStillOpenAtTheEndCountByWhatBecomesOfThem) {
  ReportModel model = with_costs({{50, 50, 50}, {100, 100, 100}});
  auto& metrics = model.architectures[0].metrics;
  metrics[static_cast<std::size_t>(MetricId::kRequestsDrained)].mean = std::nan("");
  const double offered = metrics[static_cast<std::size_t>(MetricId::kRequestsOffered)].mean;
  metrics[static_cast<std::size_t>(MetricId::kRequestsCompleted)].mean = 0.99 * offered;
  metrics[static_cast<std::size_t>(MetricId::kRequestsInFlightEnd)].mean = 0.01 * offered;
  EXPECT_EQ(verdict(model).cheapest, 0U) << "nobody waited for them";
  metrics[static_cast<std::size_t>(MetricId::kRequestsDrained)].mean = 0.0095 * offered;
  EXPECT_EQ(verdict(model).cheapest, 0U) << "99.95 %";
  metrics[static_cast<std::size_t>(MetricId::kRequestsDrained)].mean = 0.005 * offered;
  EXPECT_EQ(verdict(model).cheapest, 1U) << "a backlog that hardly moves";
  EXPECT_THAT(verdict(model).infeasible[0], testing::HasSubstr("completes 99.50 %"));
}

TEST(Verdict, OneReplicaOrOneZoneIsNotEnough) {
  ReportModel model = with_costs({{50, 50, 50}, {60, 60, 60}, {70, 70, 70}});
  model.run.slo_replicas = 2;
  model.architectures[0].fewest_replicas = 1;
  model.architectures[0].zones = 1;
  model.architectures[1].fewest_replicas = 3;
  model.architectures[1].zones = 1;  // of the third one the product decides
  EXPECT_EQ(verdict(model).cheapest, 2U);
  EXPECT_THAT(verdict(model).infeasible[0], testing::HasSubstr("keeps 1 replica in 1 zone, the objective is 2 in two"));
  EXPECT_THAT(verdict(model).infeasible[1], testing::HasSubstr("keeps 3 replicas in 1 zone"));
  model.run.slo_replicas = 1;
  EXPECT_EQ(verdict(model).cheapest, 0U);
}

TEST(Verdict, WhoeverAnswersNothingMissesALimitOfLatency) {
  ReportModel model = with_costs({{50, 50, 50}, {100, 100, 100}});
  model.run.slo_latency_ms = 200.0;
  model.run.slo_availability = 0.0;
  auto& metrics = model.architectures[0].metrics;
  metrics[static_cast<std::size_t>(MetricId::kRequestsCompleted)].mean = 0.0;
  metrics[static_cast<std::size_t>(MetricId::kLatencyP99)].mean = std::nan("");
  EXPECT_EQ(verdict(model).infeasible[0],
            model.architectures[0].name + " answers no request, the objective is 200 ms; it is not ranked");
}

TEST(ComparisonRows, HaveOneCellPerArchitectureAndNoVmsWhereThereAreNone) {
  const ReportModel model = synthetic::model(2, 30);
  for (const ComparisonRow& row : comparison_rows(model)) {
    EXPECT_EQ(row.cells.size(), 4U) << row.label;
    if (row.label == "VMs, mean") {
      EXPECT_EQ(row.cells[3].value, "none");
      EXPECT_NE(row.cells[0].value, "none");
    }
  }
}

TEST(Numbers, ReadAsPeopleWriteThem) {
  EXPECT_EQ(dollars(412.3), "$412.30");
  EXPECT_EQ(dollars(12'345.6), "$12,346");
  EXPECT_EQ(dollars(0.00417), "$0.0042");
  EXPECT_EQ(dollars(-3.0), "-$3.00");
  EXPECT_EQ(dollars(0.0), "$0.00");
  EXPECT_EQ(dollars(std::nan("")), "–");
  EXPECT_EQ(milliseconds(0.843), "0.84 ms");
  EXPECT_EQ(milliseconds(172.4), "172 ms");
  EXPECT_EQ(milliseconds(1'234.0), "1.23 s");
  EXPECT_EQ(percent(0.4734), "47.3 %");
  EXPECT_EQ(percent(0.99987), "99.987 %");
  EXPECT_EQ(percent(0.0), "0 %");
  EXPECT_EQ(percent(0.00003), "0.0030 %");
  EXPECT_EQ(percent(1.0), "100.0 %");
  EXPECT_EQ(quantity(1'204'000.0), "1,204,000");
  EXPECT_EQ(quantity(3.4213), "3.42");
  EXPECT_EQ(quantity(12.0), "12");
  EXPECT_EQ(grouped(-1'234'567.891, 2), "-1,234,567.89");
  EXPECT_EQ(grouped(-0.001, 2), "0.00");
  EXPECT_EQ(range({12, 11, 13}), "11 to 13");
  EXPECT_EQ(range({12, 12, 12}), "12");
  EXPECT_EQ(range({12, std::nan(""), std::nan("")}), "12");
  EXPECT_EQ(span_of_time(86'400.0), "1 day");
  EXPECT_EQ(span_of_time(129'600.0), "36 hours");
  EXPECT_EQ(span_of_time(90.5), "90.5 s");
}

TEST(Numbers, AnIntervalHasTheDecimalsOfItsValue) {
  EXPECT_EQ(dollars(Estimate{412.3, 410.2, 414.4}).half, "2.10");
  EXPECT_EQ(dollars(Estimate{412.3, 412.3, 412.3}).half, "");
  EXPECT_EQ(dollars(Estimate{412.3, 412.2999, 412.3001}).half, "<0.01");
  EXPECT_EQ(milliseconds(Estimate{1'500.0, 1'400.0, 1'600.0}).half, "0.10");
  EXPECT_EQ(dollars(Estimate{1.0, std::nan(""), std::nan("")}).half, "");
}

}  // namespace
}  // namespace reports
