// The page of a sweep: its data, its table, and what a reader without scripts sees.
#include "reports/html/sweep_html.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "reports/files/text_sink.hpp"
#include "reports/sweep/sweep_tables.hpp"

namespace reports {
namespace {

using testing::HasSubstr;
using testing::Not;

SweepCell cell(double cost, const std::string& infeasible = "") {
  SweepCell made;
  made.summary.resize(models::kMetricCount);
  made.summary[static_cast<std::size_t>(models::MetricId::kCostPerMonth)] = {
      0, models::MetricId::kCostPerMonth, cost, cost - 1.0, cost + 1.0, 2};
  made.costs = {cost, cost};
  made.infeasible = infeasible;
  return made;
}

SweepResult two_points() {
  SweepResult result;
  result.run.question = "Is <b>it</b> cheaper?";
  result.axes = {{"workload.rate", "/s", true, true}};
  result.architectures = {"lambda", "</script>"};
  result.points = {{{"1/s"}, {1.0}, {cell(5), cell(50)}, {}},
                   {{"100/s"}, {100.0}, {cell(500), cell(90, "too \"slow\"")}, {}}};
  return result;
}

std::string page_of(const SweepResult& result) {
  StringSink sink;
  write_sweep_html(result, sink);
  return sink.text();
}

nlohmann::json data_of(const std::string& page) {
  const std::string open = R"(<script type="application/json" id="data">)";
  const std::size_t begin = page.find(open) + open.size();
  return nlohmann::json::parse(page.substr(begin, page.find("</script>", begin) - begin));
}

TEST(SweepHtml, HasTheCurvesAndWhoIsTheCheapestWhereAsData) {
  SweepResult result = two_points();
  result.crossings = Crossings{{{{0}, 1.0, 10.0}, {{0, 1}, 10.1, 100.0}}, {{0, {}, 10.0, {}, false, false, {0, 1}}}};
  const std::string page = page_of(result);
  EXPECT_THAT(page, HasSubstr("lambda is the cheapest below 10/s; above that none of lambda and &lt;/script&gt; is"));
  const nlohmann::json data = data_of(page);
  const nlohmann::json& slice = data["slices"][0];
  EXPECT_EQ(slice["x"], nlohmann::json({1, 100}));
  EXPECT_EQ(data["axis"]["log"], true);
  EXPECT_EQ(slice["curves"]["cost"][0]["mean"], nlohmann::json({5, 500}));
  EXPECT_EQ(slice["curves"]["cost"][1]["high"], nlohmann::json({51, 91}));
  EXPECT_EQ(slice["feasible"], nlohmann::json({{true, true}, {true, false}}));
  EXPECT_EQ(data["stretches"], nlohmann::json::parse(R"([{"from": 1, "to": 10, "best": [0]},
                                                         {"from": 10.1, "to": 100, "best": [0, 1]}])"));
  EXPECT_EQ(data["architectures"][1]["name"], "</script>");
}

TEST(SweepHtml, TheHeadingSaysThatItIsRatesAndTheChartsKnowTheObjective) {
  SweepResult result = two_points();
  result.run.slo_latency_ms = NAN;
  EXPECT_THAT(page_of(result), Not(HasSubstr("as rates")));
  EXPECT_TRUE(data_of(page_of(result))["slo_latency_ms"].is_null());
  result.run.fidelity = "fluid";
  result.run.slo_latency_ms = 400;
  EXPECT_THAT(page_of(result), HasSubstr("of traffic, as rates (fluid) · "));
  EXPECT_EQ(data_of(page_of(result))["slo_latency_ms"], 400);
}

TEST(SweepHtml, SaysNothingOfTheWholeAxisThatWasNotSearched) {
  const std::string page = page_of(two_points());
  EXPECT_THAT(page, HasSubstr("<p class=\"verdict\"></p>"));
  EXPECT_TRUE(data_of(page)["stretches"].empty());
}

TEST(SweepHtml, AnInterruptedSweepSaysSoOnThePageAndOnTheTerminal) {
  SweepResult result = two_points();
  result.points_wanted = 12;
  result.is_interrupted = true;
  EXPECT_THAT(page_of(result), HasSubstr("<p class=\"verdict\">interrupted: 2 of 12 points</p>"));
  EXPECT_THAT(sweep_text(result, {}), HasSubstr("\ninterrupted: 2 of 12 points\n"));
  result.points_wanted = 2;
  EXPECT_THAT(sweep_text(result, {}), HasSubstr("interrupted: 2 of 2 points, their break-evens not located\n"));
  result.is_interrupted = false;
  EXPECT_THAT(sweep_text(result, {}), Not(HasSubstr("interrupted")));
}

TEST(SweepHtml, TheTableStandsWithoutScriptsAndTextStaysText) {
  const std::string page = page_of(two_points());
  EXPECT_THAT(page, testing::StartsWith("<!DOCTYPE html>"));
  EXPECT_THAT(page, HasSubstr("<td class=\"best\">$5.00</td>"));
  EXPECT_THAT(page, HasSubstr("<td title=\"too &quot;slow&quot;\"><small>($90.00)</small></td>"));
  EXPECT_THAT(page, HasSubstr("Is &lt;b&gt;it&lt;/b&gt; cheaper?"));
  EXPECT_THAT(page, Not(HasSubstr("{{")));
}

/// Rates by two regions: lambda is the cheapest at 1/s, the other one at 100/s, but in the second region.
SweepResult grid() {
  SweepResult result = two_points();
  result.axes.push_back({"region", "", false, false});
  result.points = {{{"1/s", "a"}, {1.0, NAN}, {cell(5), cell(50)}, {}},
                   {{"1/s", "b"}, {1.0, NAN}, {cell(6), cell(60)}, {}},
                   {{"100/s", "a"}, {100.0, NAN}, {cell(500), cell(90)}, {}},
                   {{"100/s", "b"}, {100.0, NAN}, {cell(600, "slow"), cell(95, "slow")}, {}}};
  return result;
}

TEST(SweepHtml, SeveralParametersHaveASliceForEveryValueOfTheOthers) {
  const std::string page = page_of(grid());
  const nlohmann::json data = data_of(page);
  EXPECT_EQ(data["others"], nlohmann::json::parse(R"([{"path": "region", "values": ["a", "b"]}])"));
  ASSERT_EQ(data["slices"].size(), 2U);
  EXPECT_EQ(data["slices"][0]["curves"]["cost"][0]["mean"], nlohmann::json({5, 500}));
  EXPECT_EQ(data["slices"][1]["curves"]["cost"][1]["mean"], nlohmann::json({60, 95}));
  EXPECT_EQ(data["slices"][1]["feasible"][0], nlohmann::json({true, false}));
}

TEST(SweepHtml, TwoParametersHaveAMapOfTheCheapest) {
  const std::string page = page_of(grid());
  EXPECT_THAT(page, HasSubstr("<tr><th scope=\"row\">1/s</th>"));
  EXPECT_THAT(page, HasSubstr("\">lambda<small>$5.00</small></td>"));
  EXPECT_THAT(page, HasSubstr("\">&lt;/script&gt;<small>$90.00</small></td><td class=\"none\">nobody</td></tr>"));
  EXPECT_THAT(page_of(two_points()), Not(HasSubstr("class=\"map\"")));
}

/// Points of a hypercube, or of a sweep that was interrupted in a row.
TEST(SweepHtml, PointsThatAreNoGridHaveATableOnly) {
  SweepResult result = grid();
  result.points.pop_back();
  const std::string page = page_of(result);
  EXPECT_TRUE(data_of(page)["slices"].empty());
  EXPECT_THAT(page, HasSubstr("<code>region</code>"));
  EXPECT_THAT(page, Not(HasSubstr("class=\"map\"")));
}

}  // namespace
}  // namespace reports
