#include "reports/html/report_html.hpp"

#include <cmath>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "reports/html/assets.hpp"
#include "reports/html/chart_data.hpp"
#include "reports/html/page_parts.hpp"
#include "reports/html/reduce.hpp"
#include "tests/support/synthetic_model.hpp"

namespace reports {
namespace {

std::string page_of(const ReportModel& model) {
  StringSink sink;
  write_report_html(model, sink);
  return sink.text();
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) {
    ++count;
  }
  return count;
}

/// The page without its scripts: what a reader without JavaScript gets.
std::string without_scripts(std::string page) {
  for (std::size_t at = page.find("<script"); at != std::string::npos; at = page.find("<script")) {
    page.erase(at, page.find("</script>", at) + 9 - at);
  }
  return page;
}

TEST(ReportHtml, StandsAlone) {
  const std::string page = page_of(synthetic::model());
  EXPECT_THAT(page, testing::StartsWith("<!DOCTYPE html>"));
  EXPECT_THAT(page, testing::Not(testing::HasSubstr("{{")));
  for (const char* load : {"<link", "src=\"", "src='", "@import", "url(http", "fetch(", "XMLHttpRequest"}) {
    EXPECT_THAT(page, testing::Not(testing::HasSubstr(load)));
  }
  EXPECT_EQ(count_of(page, "<script"), count_of(page, "</script>"));
  EXPECT_EQ(count_of(page, "<script"), 3U);
}

TEST(ReportHtml, IsReadableWithoutJavaScript) {
  const std::string page = without_scripts(page_of(synthetic::model()));
  for (const char* part : {"Which launch type should carry", "Cost per month", "Latency p99", "<svg class=\"bars\"",
                           "reference_cpu", "unverified", "sampling error", "seed 42", "5d41402abc4b"}) {
    EXPECT_THAT(page, testing::HasSubstr(part));
  }
}

TEST(ReportHtml, NamesOfPeopleCannotBecomeMarkup) {
  models::ExperimentResult result = synthetic::result(1, 10);
  result.question = "Is <b>this</b> & \"that\" safe?";
  result.architectures[0].name = "</script><script>alert(1)</script>";
  result.runs[0].charges[0].description = "<img src=x onerror=alert(2)>";
  result.assumptions[0].value = "<i>'x'</i>";
  result.warnings = {"a < b"};
  const std::string page = page_of(synthetic::model_of(result));
  EXPECT_THAT(page, testing::Not(testing::HasSubstr("<script>alert")));
  EXPECT_THAT(page, testing::Not(testing::HasSubstr("<img")));
  EXPECT_THAT(page, testing::Not(testing::HasSubstr("<b>this")));
  EXPECT_THAT(page, testing::Not(testing::HasSubstr("<i>'x'")));
  EXPECT_THAT(page, testing::HasSubstr("Is &lt;b&gt;this&lt;/b&gt; &amp; &quot;that&quot; safe?"));
  EXPECT_EQ(count_of(page, "</script>"), 3U);
}

TEST(ReportHtml, SourcesAreLinksOnlyWhenTheyAreAddresses) {
  models::ExperimentResult result = synthetic::result(1, 10);
  result.assumptions[0].source = "javascript:alert(1)";
  const std::string page = without_scripts(page_of(synthetic::model_of(result)));
  EXPECT_THAT(page, testing::Not(testing::HasSubstr("href=\"javascript")));
  EXPECT_THAT(page, testing::HasSubstr("<a href=\"https://example.org/boot-times\""));
}

TEST(ReportHtml, TheSameModelGivesTheSameBytes) {
  const ReportModel model = synthetic::model();
  EXPECT_EQ(page_of(model), page_of(model));
}

TEST(ReportHtml, AssetsAreWhole) {
  EXPECT_THAT(std::string{template_asset()}, testing::EndsWith("</html>\n"));
  EXPECT_THAT(std::string{script_asset()}, testing::EndsWith("redrawWhenNeeded();\n"));
  EXPECT_THAT(std::string{style_asset()}, testing::HasSubstr("@media print"));
  EXPECT_GT(charts_asset().size(), 300'000U);
  EXPECT_EQ(charts_asset().find("</script"), std::string_view::npos);
  EXPECT_EQ(charts_asset().find("new Function"), std::string_view::npos);
}

TEST(ChartData, IsJsonWithShortCurves) {
  const ReportModel model = synthetic::model(1, 4'000);
  const auto data = nlohmann::json::parse(chart_data(model));
  EXPECT_EQ(data["architectures"].size(), 4U);
  EXPECT_EQ(data["traffic"].size(), 1'334U) << "4,000 ticks in threes";
  EXPECT_EQ(data["latency_p99"][0].size(), 286U) << "and in fourteens";
  EXPECT_DOUBLE_EQ(data["step_s"].get<double>(), 180.0);
  EXPECT_DOUBLE_EQ(data["coarse_step_s"].get<double>(), 840.0);
  for (const auto& [name, curves] : data.items()) {
    if (curves.is_array() && !curves.empty() && curves[0].is_array()) {
      EXPECT_LE(curves[0].size(), kMaxBuckets) << name;
    }
  }
}

TEST(ChartData, WhatDoesNotExistIsNull) {
  models::ExperimentResult result = synthetic::result(1, 3);
  result.runs[0].ticks[1][static_cast<std::size_t>(models::TickColumn::kLatencyP99)] = std::nan("");
  const auto data = nlohmann::json::parse(chart_data(synthetic::model_of(result)));
  EXPECT_TRUE(data["latency_p99"][0][1].is_null());
  EXPECT_TRUE(data["latency_p99"][0][0].is_number());
}

TEST(ChartData, ChargesAddUpAndTheUncomparedComesLast) {
  const ReportModel model = synthetic::model(2, 1'440);
  const auto data = nlohmann::json::parse(chart_data(model));
  double ranked = 0.0;
  for (const auto& charge : data["charges"]) {
    ranked += charge["ranked"].get<bool>() ? charge["usd"][0].get<double>() : 0.0;
  }
  const double cost = model.architectures[0].metric(models::MetricId::kCostPerMonth).mean;
  EXPECT_NEAR(ranked, cost, 1e-4 * cost) << "five digits are drawn";
  EXPECT_FALSE(data["charges"].back()["ranked"].get<bool>());
}

models::Launch launch(std::uint64_t number, std::int64_t quota_s, std::int64_t pull_s, models::LaunchEnd end) {
  models::Launch made;
  made.number = number;
  made.subject = "task-" + std::to_string(number);
  made.end = end;
  made.wanted_at = sim::Time::at(sim::Duration::seconds(60));
  made.waits[static_cast<std::size_t>(models::LaunchPhase::kLaunchQuota)] = sim::Duration::seconds(quota_s);
  made.waits[static_cast<std::size_t>(models::LaunchPhase::kPull)] = sim::Duration::seconds(pull_s);
  return made;
}

TEST(ChartData, LaunchesInTheirOrderWithTheirPhases) {
  models::ExperimentResult result = synthetic::result(1, 10);
  result.runs[2].launches = {launch(1, 0, 12, models::LaunchEnd::kInService),
                             launch(2, 5, 12, models::LaunchEnd::kStopped),
                             launch(3, 7, 14, models::LaunchEnd::kInService)};
  const auto launches = nlohmann::json::parse(chart_data(synthetic::model_of(result)))["launches"];
  EXPECT_EQ(launches["phases"][0], "launch quota");
  EXPECT_EQ(launches["of"].size(), 4U);
  EXPECT_TRUE(launches["of"][0].empty());
  ASSERT_EQ(launches["of"][2].size(), 1U) << "no instances";
  const auto& own = launches["of"][2][0];
  EXPECT_EQ(own["what"], "tasks");
  EXPECT_EQ(own["count"], (std::vector<int>{1, 1})) << "the one that was stopped is not drawn";
  EXPECT_EQ(own["wanted_s"], (std::vector<double>{60.0, 60.0}));
  EXPECT_EQ(own["waits_s"][0], (std::vector<double>{0.0, 7.0}));
  EXPECT_EQ(own["waits_s"][8], (std::vector<double>{12.0, 14.0})) << launches["phases"][8];
}

TEST(ChartData, InstancesHaveAChartBesideThatOfTheTasksOnThem) {
  models::ExperimentResult result = synthetic::result(1, 10);
  models::Launch instance = launch(1, 0, 0, models::LaunchEnd::kInService);
  instance.kind = models::LaunchKind::kPooledInstance;
  instance.waits[static_cast<std::size_t>(models::LaunchPhase::kInstanceBoot)] = sim::Duration::seconds(9);
  result.runs[2].launches = {instance, launch(1, 5, 12, models::LaunchEnd::kInService)};
  const auto charts = nlohmann::json::parse(chart_data(synthetic::model_of(result)))["launches"]["of"][2];
  ASSERT_EQ(charts.size(), 2U);
  EXPECT_EQ(charts[0]["what"], "instances");
  EXPECT_EQ(charts[0]["waits_s"][5], (std::vector<double>{9.0}));
  EXPECT_EQ(charts[1]["what"], "tasks");
  EXPECT_EQ(charts[1]["waits_s"][8], (std::vector<double>{12.0}));
}

TEST(ChartData, ManyLaunchesShareBars) {
  models::ExperimentResult result = synthetic::result(1, 10);
  for (std::uint64_t number = 1; number <= 1'000; ++number) {
    result.runs[2].launches.push_back(
        launch(number, static_cast<std::int64_t>(number), 12, models::LaunchEnd::kInService));
  }
  const auto own = nlohmann::json::parse(chart_data(synthetic::model_of(result)))["launches"]["of"][2][0];
  ASSERT_EQ(own["count"].size(), 120U);
  EXPECT_EQ(own["count"][0], 9) << "1,000 in 120 bars";
  EXPECT_EQ(own["waits_s"][0][0], 5.0) << "the mean of 1 to 9";
  EXPECT_EQ(own["in_service_s"], (std::vector<double>{512.0, 862.0, 1'012.0})) << "12 s after the 500th, 850th, last";
  int all = 0;
  for (const auto& count : own["count"]) {
    all += count.get<int>();
  }
  EXPECT_EQ(all, 1'000);
}

TEST(Reduce, KeepsWhatItIsAskedTo) {
  const std::vector<double> values{1.0, 5.0, 3.0, std::nan(""), 8.0};
  EXPECT_THAT(reduced(values, 3, Reduction::kMean), testing::ElementsAre(3.0, 8.0));
  EXPECT_THAT(reduced(values, 3, Reduction::kSum), testing::ElementsAre(9.0, 8.0));
  EXPECT_THAT(reduced(values, 3, Reduction::kMax), testing::ElementsAre(5.0, 8.0));
  EXPECT_THAT(reduced(values, 3, Reduction::kLast), testing::ElementsAre(3.0, 8.0));
  EXPECT_THAT(reduced(values, 3, Reduction::kMedian), testing::ElementsAre(3.0, 8.0));
  EXPECT_TRUE(std::isnan(reduced({std::nan(""), std::nan("")}, 2, Reduction::kMax)[0]));
  EXPECT_TRUE(reduced({}, 2, Reduction::kMean).empty());
}

TEST(Reduce, BucketsAreFewEnough) {
  EXPECT_EQ(ticks_per_bucket(0), 1U);
  EXPECT_EQ(ticks_per_bucket(1'440), 1U);
  EXPECT_EQ(ticks_per_bucket(1'500), 1U);
  EXPECT_EQ(ticks_per_bucket(1'501), 2U);
  EXPECT_EQ(ticks_per_bucket(1'440, kMaxCoarseBuckets), 5U);
}

}  // namespace
}  // namespace reports
