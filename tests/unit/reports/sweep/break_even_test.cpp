// Break-evens against costs whose crossings are known.
#include "reports/sweep/break_even.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/sweep/sweep_tables.hpp"

namespace reports {
namespace {

using testing::StartsWith;

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
  std::size_t runs = 0;  ///< of one architecture, between the points

  SweepPoint at(double x) const {
    SweepPoint point{{std::to_string(x)}, {x}, {}, {}};
    for (const Curve& curve : curves) {
      point.cells.push_back(cell(curve, x, noise));
    }
    return point;
  }
  std::vector<SweepPoint> points(const std::vector<double>& numbers) const {
    std::vector<SweepPoint> made;
    for (const double x : numbers) {
      made.push_back(at(x));
    }
    return made;
  }
  Crossings found(const std::vector<double>& numbers, double resolution = 0.001) {
    return find_crossings(points(numbers), true, resolution, [&](const std::vector<Trial>& trials) {
      std::vector<SweepPoint> made;
      for (const Trial& trial : trials) {
        runs += trial.architectures.size();
        made.push_back(at(trial.number));
        for (std::size_t i = 0; i < curves.size(); ++i) {
          if (std::find(trial.architectures.begin(), trial.architectures.end(), i) == trial.architectures.end()) {
            made.back().cells[i] = {{}, {}, {}, "not simulated"};
          }
        }
      }
      return made;
    });
  }
  std::vector<BreakEven> sets(const std::vector<double>& numbers) { return found(numbers).sets; }
  std::string sentence(const std::vector<double>& numbers, std::vector<std::string> names) {
    SweepResult result;
    result.axes = {{"workload.rate", "/s", true, true}};
    result.architectures = std::move(names);
    result.points = points(numbers);
    result.crossings = found(numbers);
    return break_even_sentence(result);
  }
};

/// What one stretch says of the loads in it must be what every point says that lies there.
void expect_no_contradiction(const World& world, const std::vector<double>& numbers, const Crossings& found) {
  for (const double x : numbers) {
    const auto here = std::find_if(found.stretches.begin(), found.stretches.end(),
                                   [&](const Stretch& s) { return s.from <= x && x <= s.to; });
    ASSERT_NE(here, found.stretches.end()) << x;
    const std::vector<std::size_t> best = best_of(world.at(x));
    if (here->best.size() == 1) {
      EXPECT_EQ(best, here->best) << x;
    } else {
      EXPECT_NE(best.size(), 1U) << x;
      EXPECT_EQ(best.empty(), here->best.empty()) << x;
    }
  }
}

const std::vector<double> kDecades{1, 10, 100, 1'000};

TEST(Ranking, WhatCostsNothingIsTheCheapest) {
  const World world{{{[](double) { return 200.0; }}, {[](double x) { return x; }}, {[](double x) { return 3.0 * x; }}}};
  EXPECT_EQ(best_of(world.at(0.0)), (std::vector<std::size_t>{1, 2})) << "both of those cost nothing";
  EXPECT_EQ(best_of(world.at(1.0)), (std::vector<std::size_t>{1}));
  EXPECT_EQ(standing(world.at(0.0).cells[0], world.at(0.0).cells[1]), Standing::kSecond);
}

TEST(BreakEven, IsTheSetOfLoadsWhereNeitherIsMateriallyCheaper) {
  World world{{{[](double x) { return x; }}, {[](double) { return 50.0; }}}};
  const std::vector<BreakEven> sets = world.sets(kDecades);
  ASSERT_EQ(sets.size(), 1U);
  EXPECT_EQ(sets[0].before, 0U);
  EXPECT_EQ(sets[0].after, 1U);
  // (50 - x) / x is 1 % at 50 / 1.01, and (x - 50) / 50 at 50 x 1.01.
  EXPECT_NEAR(*sets[0].low, 50.0 / 1.01, 0.06);
  EXPECT_NEAR(*sets[0].high, 50.0 * 1.01, 0.06);
  EXPECT_LE(*sets[0].low, 50.0 / 1.01) << "the edge still belongs to the one before";
  EXPECT_GE(*sets[0].high, 50.0 * 1.01);
  EXPECT_FALSE(sets[0].by_feasibility);
  EXPECT_LE(world.runs, 2 * 24U) << "of both, a halving each: log2(log(10) / 0.001) and its twin";
}

TEST(BreakEven, NoiseThatBothShareDoesNotWidenIt) {
  World world{{{[](double x) { return x; }}, {[](double) { return 50.0; }}}, 0.2};
  const std::vector<BreakEven> sets = world.sets(kDecades);
  ASSERT_EQ(sets.size(), 1U);
  EXPECT_NEAR(*sets[0].low, 50.0 / 1.01, 0.06);
}

TEST(BreakEven, ThreeArchitecturesTakeTurns) {
  World world{{{[](double x) { return x; }}, {[](double x) { return 40.0 + 0.1 * x; }}, {[](double) { return 90.0; }}}};
  const std::vector<BreakEven> sets = world.sets(kDecades);
  ASSERT_EQ(sets.size(), 2U);
  EXPECT_NEAR(*sets[0].low, 44.44, 1.0);
  EXPECT_NEAR(*sets[1].high, 500.0, 60.0);
  EXPECT_EQ(sets[1].before, 1U);
  EXPECT_EQ(sets[1].after, 2U);
}

TEST(BreakEven, StepsThatDoNotMatterAreOneSetWithTheSameOnBothSides) {
  // The second costs what the first does but for 0.5 % to and fro, and is far dearer at both ends.
  World world{{{[](double x) { return x; }}, {[](double x) {
                 return x < 5 || x > 500 ? 2 * x : x * (static_cast<int>(x) % 2 == 0 ? 0.995 : 1.005);
               }}}};
  const std::vector<double> numbers{1, 10, 11, 12, 13, 1'000};
  const std::vector<BreakEven> sets = world.sets(numbers);
  ASSERT_EQ(sets.size(), 1U);
  EXPECT_EQ(sets[0].before, 0U);
  EXPECT_EQ(sets[0].after, 0U);
  EXPECT_NEAR(*sets[0].low, 5.0, 0.01);
  EXPECT_NEAR(*sets[0].high, 500.0, 1.0);
  EXPECT_EQ(sets[0].tied, (std::vector<std::size_t>{0, 1}));
  EXPECT_THAT(world.sentence(numbers, {"a", "b"}), StartsWith("a is the cheapest everywhere but for [5/s, 500/s]."));
}

// Machines that come in steps: the second wins up to 161 and loses from there on. At the point beside its step it is
// the cheaper one by half a percent only, which is no material difference, but a change of sign.
TEST(BreakEven, ARegimeBehindAPointWithoutMaterialDifferenceIsFound) {
  World world{{{[](double x) { return 4.35 * x; }}, {[](double x) { return x < 161 ? 580 : x < 163 ? 704 : 1'100; }}}};
  const std::vector<double> numbers{93.08, 123, 162.6, 214.9};
  EXPECT_EQ(best_of(world.at(162.6)), (std::vector<std::size_t>{1, 0})) << "what the test is about";
  const Crossings found = world.found(numbers);
  ASSERT_EQ(found.sets.size(), 2U);
  EXPECT_EQ(found.sets[0].before, 0U);
  EXPECT_NEAR(*found.sets[0].low, 580 / 4.35 / 1.01, 0.15);
  EXPECT_NEAR(*found.sets[0].high, 580 / 4.35 * 1.01, 0.15);
  EXPECT_NEAR(*found.sets[1].low, 161.0, 0.17);
  EXPECT_NEAR(*found.sets[1].high, 163.0, 0.17) << "in between they differ by half a percent";
  EXPECT_EQ(found.sets[1].after, 0U);
  expect_no_contradiction(world, numbers, found);
}

TEST(BreakEven, ARegimeBetweenTwoPointsWithoutMaterialDifferenceIsFound) {
  // At 100 and 200 they are as good as equal; between them the second is 20 % cheaper.
  World world{{{[](double x) { return x; }}, {[](double x) {
                 return x < 102 ? 1.005 * x : x < 198 ? 0.8 * x : 0.995 * x;
               }}}};
  const Crossings found = world.found({50, 100, 200, 400});
  ASSERT_EQ(found.sets.size(), 2U);
  EXPECT_FALSE(found.sets[0].before.has_value());
  EXPECT_NEAR(*found.sets[0].high, 102.0, 0.11);
  EXPECT_NEAR(*found.sets[1].low, 198.0, 0.2);
  EXPECT_FALSE(found.sets[1].after.has_value());
}

TEST(BreakEven, AThirdThatOvertakesBetweenTheTwoIsFound) {
  World world{{{[](double x) { return x; }}, {[](double) { return 50.0; }}, {[](double x) {
                 return x > 30 && x < 80 ? 20.0 : 90.0;
               }}}};
  const std::vector<BreakEven> sets = world.sets(kDecades);
  ASSERT_EQ(sets.size(), 2U);
  EXPECT_EQ(sets[0].after, 2U);
  EXPECT_NEAR(*sets[0].high, 30.0, 0.05);
  EXPECT_NEAR(*sets[1].low, 80.0, 0.1);
}

TEST(BreakEven, TheSearchIsBoundedWhereChanceDecidesEverywhere) {
  // Now the one is the cheapest, now the other, by far.
  World world{{{[](double x) { return x * (1.2 + std::sin(1e6 * x * x)); }}, {[](double x) { return 1.2 * x; }}}};
  std::vector<double> numbers;
  for (int i = 0; i < 40; ++i) {
    numbers.push_back(1.0 + i);
  }
  const Crossings found = world.found(numbers);
  EXPECT_LE(world.runs, 2 * (64U + 2 * 40U));
  EXPECT_GT(found.sets.size(), 10U);
  expect_no_contradiction(world, numbers, found);
}

TEST(BreakEven, WhoeverCostsTwiceAsMuchIsNotRunBetweenThePoints) {
  World two{{{[](double x) { return x; }}, {[](double) { return 50.0; }}}};
  World three{{{[](double x) { return x; }}, {[](double) { return 50.0; }}, {[](double x) { return 250.0 + x; }}}};
  EXPECT_EQ(two.sets(kDecades).size(), three.sets(kDecades).size());
  EXPECT_EQ(two.runs, three.runs);
}

TEST(BreakEven, WhereNoneMeetsTheObjectivesNoneIsTheCheapest) {
  World world{{{[](double x) { return x; }, 5.0, 30.0}, {[](double) { return 50.0; }, 60.0, 500.0}}};
  const Crossings found = world.found(kDecades);
  ASSERT_EQ(found.sets.size(), 3U);
  EXPECT_FALSE(found.sets[0].before.has_value());
  EXPECT_NEAR(*found.sets[0].high, 5.0, 0.01);
  EXPECT_NEAR(*found.sets[1].low, 30.0, 0.04);
  EXPECT_NEAR(*found.sets[1].high, 60.0, 0.07);
  EXPECT_TRUE(found.sets[1].has_infeasible);
  EXPECT_FALSE(found.sets[2].high.has_value());
  EXPECT_THAT(
      world.sentence(kDecades, {"a", "b"}),
      StartsWith(
          "Below 5/s no architecture meets the objectives; a is the cheapest from there to [30/s, 60/s] (in there none "
          "meets the objectives); b from there to 500/s; above that no architecture meets the objectives."));
  expect_no_contradiction(world, kDecades, found);
}

TEST(BreakEven, AnArchitectureThatFailsItsObjectivesIsNotRanked) {
  World world{{{[](double x) { return x; }, 0.0, 30.0}, {[](double) { return 50.0; }}}};
  const std::vector<BreakEven> sets = world.sets(kDecades);
  ASSERT_EQ(sets.size(), 1U);
  EXPECT_NEAR(*sets[0].low, 30.0, 0.04);
  EXPECT_NEAR(*sets[0].high, 30.0, 0.04);
  EXPECT_TRUE(sets[0].by_feasibility);
}

TEST(BreakEven, AnEdgeBeyondThePointsIsLeftOpen) {
  World world{{{[](double x) { return 100 + 0.001 * x; }}, {[](double) { return 100.5; }}}};
  const std::vector<BreakEven> sets = world.sets(kDecades);
  ASSERT_EQ(sets.size(), 1U);
  EXPECT_FALSE(sets[0].low.has_value());
  EXPECT_FALSE(sets[0].high.has_value());
  EXPECT_FALSE(sets[0].before.has_value());
  EXPECT_EQ(world.sentence(kDecades, {"a", "b"}),
            "No break-even: none of a and b is cheaper than the others by more than 1 %, at any point.");
}

TEST(BreakEven, IsToldInASentence) {
  World world{{{[](double x) { return x; }}, {[](double) { return 50.0; }}}};
  EXPECT_EQ(world.sentence(kDecades, {"lambda", "fargate"}),
            "lambda is the cheapest below [49.5/s, 50.5/s]; fargate above.");
  EXPECT_EQ(world.sentence({1, 2, 3}, {"lambda", "fargate"}), "No break-even: lambda is the cheapest everywhere.");
}

TEST(BreakEven, AnAxisThatEndsInASetSaysWhoIsCloseThere) {
  World world{{{[](double x) { return x; }}, {[](double x) { return x < 50 ? 50.0 : 1.001 * x; }}}};
  EXPECT_EQ(world.sentence(kDecades, {"small", "large"}),
            "small is the cheapest below 49.5/s; above that none of small and large is cheaper than the others by more "
            "than 1 %.");
}

TEST(BreakEven, WhereOthersComeCloseAndLeaveAgainIsAnExceptionInTheSentence) {
  const auto near = [](double x) { return (x > 5 && x < 6) || (x > 200 && x < 210) ? 50.0 : 70.0; };
  World world{{{[](double x) { return x < 20 ? 50.0 : 40.0; }},
               {[near](double x) { return x < 20 ? near(x) : 40.0 / 50.0 * near(x); }},
               {[](double x) { return x < 20 ? 100.0 : 20.0; }, 0.0, 100.0}}};
  EXPECT_THAT(world.sentence({1, 5.5, 10, 30, 90, 150, 205, 400}, {"a", "b", "c"}),
              StartsWith("a is the cheapest below [20/s, 20/s] but for [5/s, 6/s]; c from there to [99.9/s, 100/s] "
                         "(where the objectives decide); a above but for [200/s, 210/s]."));
}

TEST(BreakEven, AnInterruptedSearchLeavesWhatThePointsSay) {
  World world{{{[](double x) { return x; }}, {[](double) { return 50.0; }}}};
  const Crossings found = find_crossings(world.points(kDecades), true, 0.01,
                                         [](const std::vector<Trial>&) { return std::vector<SweepPoint>{}; });
  ASSERT_EQ(found.sets.size(), 1U);
  EXPECT_EQ(found.sets[0].low, 10.0);
  EXPECT_EQ(found.sets[0].high, 100.0);
}

}  // namespace
}  // namespace reports
