// Break-evens against costs whose crossings are known.
#include "reports/sweep/break_even.hpp"

#include <cmath>
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/sweep/sweep_tables.hpp"

namespace reports {
namespace {

using testing::HasSubstr;

/// What an architecture costs at x, and from where to where it meets the objectives.
struct Curve {
  std::function<double(double)> cost;
  double from = 0.0;
  double to = 1e9;
};

/// `noise`: the replications of all architectures share it, as common random numbers make them.
SweepCell cell(const Curve& curve, double x, double noise = 0.0) {
  SweepCell made;
  made.summary.resize(models::kMetricCount);
  for (const double error : {-1.0, 0.0, 1.0}) {
    made.costs.push_back(curve.cost(x) * (1.0 + noise * error));
  }
  made.summary[static_cast<std::size_t>(models::MetricId::kCostPerMonth)].mean = curve.cost(x);
  if (x < curve.from || x > curve.to) {
    made.infeasible = "too slow";
  }
  return made;
}

struct World {
  std::vector<Curve> curves{};
  double noise = 0.0;
  int runs = 0;

  std::vector<SweepPoint> points(const std::vector<double>& numbers) const {
    std::vector<SweepPoint> made;
    for (const double x : numbers) {
      SweepPoint point{{std::to_string(x)}, {x}, {}};
      for (const Curve& curve : curves) {
        point.cells.push_back(cell(curve, x, noise));
      }
      made.push_back(std::move(point));
    }
    return made;
  }
  std::vector<BreakEven> found(const std::vector<double>& numbers, bool is_logarithmic = true) {
    return find_break_evens(points(numbers), is_logarithmic, 0.001,
                            [&](std::size_t first, std::size_t second, double x) {
                              ++runs;
                              return std::pair{cell(curves[first], x, noise), cell(curves[second], x, noise)};
                            });
  }
};

const std::vector<double> kDecades{1, 10, 100, 1'000};

TEST(BreakEven, IsTheSetOfLoadsWhereNeitherIsMateriallyCheaper) {
  World world{{{[](double x) { return x; }}, {[](double) { return 50.0; }}}};
  const std::vector<BreakEven> sets = world.found(kDecades);
  ASSERT_EQ(sets.size(), 1U);
  EXPECT_EQ(sets[0].before, 0U);
  EXPECT_EQ(sets[0].after, 1U);
  // (50 - x) / x is +1 % at 50 / 1.01 and -1 % at 50 / 0.99.
  EXPECT_NEAR(*sets[0].low, 50.0 / 1.01, 0.06);
  EXPECT_NEAR(*sets[0].high, 50.0 / 0.99, 0.06);
  EXPECT_LE(*sets[0].low, 50.0 / 1.01) << "the edge still belongs to the one before";
  EXPECT_GE(*sets[0].high, 50.0 / 0.99);
  EXPECT_FALSE(sets[0].by_feasibility);
  EXPECT_LE(world.runs, 26) << "a halving each: log2(log(10) / 0.001) and its twin";
}

TEST(BreakEven, NoiseThatBothShareDoesNotWidenIt) {
  World world{{{[](double x) { return x; }}, {[](double) { return 50.0; }}}, 0.2};
  const std::vector<BreakEven> sets = world.found(kDecades);
  ASSERT_EQ(sets.size(), 1U);
  EXPECT_NEAR(*sets[0].low, 50.0 / 1.01, 0.06);
}

TEST(BreakEven, ThreeArchitecturesTakeTurns) {
  World world{{{[](double x) { return x; }}, {[](double x) { return 40.0 + 0.1 * x; }}, {[](double) { return 90.0; }}}};
  const std::vector<BreakEven> sets = world.found(kDecades);
  ASSERT_EQ(sets.size(), 2U);
  EXPECT_NEAR(*sets[0].low, 44.44, 1.0);
  EXPECT_NEAR(*sets[1].high, 500.0, 60.0);
  EXPECT_EQ(sets[1].before, 1U);
  EXPECT_EQ(sets[1].after, 2U);
}

TEST(BreakEven, StepsThatDoNotMatterAreOneSet) {
  // The second costs what the first does but for 0.5 % to and fro, and is far dearer at both ends.
  World world{{{[](double x) { return x; }}, {[](double x) {
                 return x < 5 || x > 500 ? 2 * x : x * (static_cast<int>(x) % 2 == 0 ? 0.995 : 1.005);
               }}}};
  EXPECT_TRUE(world.found({1, 10, 11, 12, 13, 1'000}).empty()) << "it ends as it began";
}

TEST(BreakEven, AnArchitectureThatFailsItsObjectivesIsNotRanked) {
  World world{{{[](double x) { return x; }, 0.0, 30.0}, {[](double) { return 50.0; }}}};
  const std::vector<BreakEven> sets = world.found(kDecades);
  ASSERT_EQ(sets.size(), 1U);
  EXPECT_NEAR(*sets[0].low, 30.0, 0.04);
  EXPECT_NEAR(*sets[0].high, 30.0, 0.04);
  EXPECT_TRUE(sets[0].by_feasibility);
}

TEST(BreakEven, AnEdgeBeyondThePointsIsLeftOpen) {
  World world{{{[](double x) { return 100 + 0.001 * x; }}, {[](double) { return 100.5; }}}};
  const std::vector<BreakEven> sets = world.found(kDecades);
  ASSERT_EQ(sets.size(), 1U);
  EXPECT_FALSE(sets[0].low.has_value());
  EXPECT_FALSE(sets[0].high.has_value());
}

TEST(BreakEven, IsToldInASentence) {
  World world{{{[](double x) { return x; }}, {[](double) { return 50.0; }}}};
  SweepResult result;
  result.axes = {{"workload.rate", "/s", true, true}};
  result.architectures = {"lambda", "fargate"};
  result.points = world.points(kDecades);
  EXPECT_EQ(break_even_sentence(result, world.found(kDecades)),
            "lambda is the cheapest below [49.5/s, 50.5/s]; fargate above.");
  EXPECT_THAT(break_even_sentence(result, {}), HasSubstr("No break-even: lambda is the cheapest"));
}

}  // namespace
}  // namespace reports
