// Arrivals from counts: exact, nested in the scale, independent of the cut of the file.
#include <algorithm>
#include <cmath>
#include <fstream>

#include <gtest/gtest.h>

#include "models/workload/window.hpp"
#include "tests/unit/models/workload/workload_support.hpp"

namespace {

using models::workload::counts;
using workload_test::arrivals_of;
using workload_test::at;
using workload_test::count_between;
using workload_test::problems_of;
using workload_test::workload_of;

constexpr const char* kFile = "file: data/worldcup98/invocation_count_1998-06-08_06-12.csv";

std::unique_ptr<models::Workload> worldcup(const std::string& more) {
  return workload_of(counts(), std::string{"{"} + kFile + ", " + more + "}");
}

/// A count file of our own, in the folder for temporary files.
std::string write_file(const std::string& name, const std::string& text) {
  const std::string path = testing::TempDir() + name;
  std::ofstream{path} << text;
  return path;
}

TEST(Counts, EveryMinuteHasExactlyItsRequests) {
  const auto workload = worldcup("from: \"1998-06-10 17:00:00\"");
  const std::vector<std::int64_t> arrivals = arrivals_of(*workload, at(0), at(3600));
  EXPECT_EQ(count_between(arrivals, at(26 * 60), at(27 * 60)), 128'565U);
  for (int minute = 0; minute < 60; ++minute) {
    const double expected = workload->expected_arrivals(at(minute * 60), at(minute * 60 + 60));
    EXPECT_EQ(static_cast<double>(count_between(arrivals, at(minute * 60), at(minute * 60 + 60))),
              std::round(expected));
    EXPECT_NEAR(expected, std::round(expected), 1e-6);
  }
}

TEST(Counts, AreUniformInsideTheMinute) {
  const auto workload = worldcup("from: \"1998-06-10 17:26:00\"");
  const std::vector<std::int64_t> arrivals = arrivals_of(*workload, at(0), at(60));
  const double n = static_cast<double>(arrivals.size());
  ASSERT_EQ(arrivals.size(), 128'565U);
  double distance = 0.0;
  for (std::size_t i = 0; i < arrivals.size(); ++i) {
    const double p = static_cast<double>(arrivals[i]) / 60e9;
    distance = std::max({distance, p - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - p});
  }
  EXPECT_LT(distance, 1.95 / std::sqrt(n));  // Kolmogorov-Smirnov at 0.1 %
  // Splitting by coins must leave the halves as random as they should be: neither exact halves nor far from them.
  const double half = static_cast<double>(count_between(arrivals, at(0), at(30)));
  EXPECT_NEAR(half, n / 2.0, 4.0 * std::sqrt(n / 4.0));
  EXPECT_NE(half, std::floor(n / 2.0));
}

TEST(Counts, ScalingIsNested) {
  std::vector<std::vector<std::int64_t>> kept;
  for (const char* scale : {"0.1", "0.3", "0.5", "0.999", "1", "1.3", "3"}) {
    kept.push_back(arrivals_of(*worldcup(std::string{"from: 1998-06-10, scale: "} + scale), at(-120), at(600)));
  }
  for (std::size_t i = 1; i < kept.size(); ++i) {
    EXPECT_TRUE(std::includes(kept[i].begin(), kept[i].end(), kept[i - 1].begin(), kept[i - 1].end())) << i;
  }
  EXPECT_EQ(kept[6].size(), 3U * kept[4].size());
  // A tenth of n requests is binomial.
  const double n = static_cast<double>(kept[4].size());
  EXPECT_NEAR(static_cast<double>(kept[0].size()), 0.1 * n, 4.0 * std::sqrt(0.09 * n));
}

TEST(Counts, TheSameMinuteOfACutFileHasTheSameArrivals) {
  const std::string path = write_file("cut.csv", "period,count\n1998-06-10 00:01:00,21640\n1998-06-10 00:02:00,1000\n");
  const std::string longer = write_file(
      "longer.csv", "period,count\n1998-06-10 00:00:00,5\n1998-06-10 00:01:00,21640\n1998-06-10 00:02:00,1000\n");
  const auto cut = workload_of(counts(), "{file: " + path + ", scale: 0.7}");
  const auto whole = workload_of(counts(), "{file: " + longer + ", from: \"1998-06-10 00:01:00\", scale: 0.7}");
  EXPECT_EQ(arrivals_of(*cut, at(0), at(120)), arrivals_of(*whole, at(0), at(120)));
}

TEST(Counts, UseEarlierRowsBeforeZeroAndHoldTheEnds) {
  const std::string path = write_file("held.csv", "period,count\n0,600\n60,1200\n120,60\n");
  const auto workload = workload_of(counts(), "{file: " + path + ", from: \"60\"}");
  EXPECT_DOUBLE_EQ(workload->rate_at(at(-300)).per_second(), 10.0);
  EXPECT_DOUBLE_EQ(workload->rate_at(at(-1)).per_second(), 10.0);
  EXPECT_DOUBLE_EQ(workload->rate_at(at(0)).per_second(), 20.0);
  EXPECT_DOUBLE_EQ(workload->rate_at(at(60)).per_second(), 1.0);
  EXPECT_DOUBLE_EQ(workload->rate_at(at(1e6)).per_second(), 1.0);
  EXPECT_EQ(arrivals_of(*workload, at(-120), at(0)).size(), 1'200U);
  EXPECT_EQ(arrivals_of(*workload, at(120), at(240)).size(), 120U);
  // Held intervals have streams of their own, so that they don't repeat.
  const std::vector<std::int64_t> held = arrivals_of(*workload, at(60), at(180));
  EXPECT_NE(held[60] - held[0], sim::Duration::seconds(60).nanoseconds());
}

TEST(Counts, AShiftMovesTheRowsLater) {
  const std::string path = write_file("shift.csv", "period,count\n0,600\n60,1200\n120,60\n");
  const auto workload = workload_of(counts(), "{file: " + path + ", shift: 30s}");
  EXPECT_EQ(arrivals_of(*workload, at(30), at(90)).size(), 600U);
  EXPECT_EQ(arrivals_of(*workload, at(90), at(150)).size(), 1'200U);
}

TEST(Counts, AFlashCrowdInsideAnIntervalKeepsItsShape) {
  // One hour with 36,000 requests; five minutes of it three times as busy: the hour's mean factor is 1 + 2 / 12.
  const std::string path = write_file("crowd.csv", "period,count\n0,36000\n3600,36000\n");
  const auto plain = workload_of(counts(), "{file: " + path + "}");
  const auto crowd = workload_of(counts(), "{file: " + path + ", flash_crowds: [{at: 20m, factor: 3, hold: 5m}]}");
  EXPECT_NEAR(crowd->expected_arrivals(at(0), at(3600)), 42'000.0, 1e-6);
  EXPECT_DOUBLE_EQ(crowd->rate_at(at(1250)).per_second(), 30.0);
  const std::vector<std::int64_t> arrivals = arrivals_of(*crowd, at(0), at(7200));
  EXPECT_EQ(count_between(arrivals, at(3600), at(7200)), 36'000U);
  const double n = static_cast<double>(count_between(arrivals, at(0), at(3600)));
  EXPECT_NEAR(n, 42'000.0, 4.0 * std::sqrt(36'000.0 / 6.0 * 5.0 / 6.0));
  EXPECT_NEAR(static_cast<double>(count_between(arrivals, at(1200), at(1500))), n * 9.0 / 42.0,
              4.0 * std::sqrt(n * 9.0 / 42.0 * 33.0 / 42.0));
  EXPECT_EQ(arrivals_of(*plain, at(3600), at(7200)), arrivals_of(*crowd, at(3600), at(7200)));
}

// Blocks of a stretched interval reach beyond their own borders: the window once cut at those, and arrivals after its
// end came through.
TEST(Counts, AWindowCutsAStretchedIntervalThatWasSplit) {
  const auto workload = worldcup("from: 1998-06-10, flash_crowds: [{at: 5s, factor: 0, hold: 40s}]");
  const std::vector<std::int64_t> whole = arrivals_of(*workload, at(0), at(60));
  ASSERT_GT(whole.size(), 4'096U);
  for (const double cut : {2.0, 30.0, 44.0, 46.0, 52.0}) {
    const std::vector<std::int64_t> before = arrivals_of(*workload, at(0), at(cut));
    std::vector<std::int64_t> both = arrivals_of(*workload, at(cut), at(60));
    EXPECT_TRUE(before.empty() || before.back() < at(cut).nanoseconds()) << cut;
    EXPECT_TRUE(both.empty() || both.front() >= at(cut).nanoseconds()) << cut;
    both.insert(both.begin(), before.begin(), before.end());
    EXPECT_EQ(both, whole) << cut;
  }
}

TEST(Counts, AreIndependentOfTheBlocksOfTheReader) {
  const auto workload = worldcup("from: 1998-06-10, scale: 0.1");
  EXPECT_EQ(arrivals_of(*workload, at(-600), at(3600), 3, 4), arrivals_of(*workload, at(-600), at(3600), 3, 4));
  EXPECT_NE(arrivals_of(*workload, at(0), at(60), 3, 4), arrivals_of(*workload, at(0), at(60), 3, 5));
  EXPECT_FALSE(workload->is_stationary());
}

TEST(Counts, TheWindowMustLieInsideTheRows) {
  const auto workload = worldcup("from: 1998-06-10");
  workload_test::Problems none;
  models::workload::check_window(*workload, sim::Duration::days(3), none);
  EXPECT_EQ(none.text(), "");
  workload_test::Problems some;
  models::workload::check_window(*workload, sim::Duration::days(3) + sim::Duration::seconds(1), some);
  EXPECT_EQ(some.text().substr(0, 12), "error file: ");
  EXPECT_NE(some.text().find("ends 3d after the start of the run"), std::string::npos) << some.text();
}

TEST(Counts, TellWhatIsWrong) {
  const std::string file = std::string{"{"} + kFile;
  EXPECT_NE(problems_of(counts(), file + ", from: 1998-07-01}")
                .find("which runs from 1998-06-08 00:00:00 to "
                      "1998-06-13 00:00:00"),
            std::string::npos);
  EXPECT_NE(problems_of(counts(), file + ", from: noon}").find("'noon' is no period"), std::string::npos);
  EXPECT_NE(problems_of(counts(), file + ", scale: 2000}").find("1000 is the most"), std::string::npos);
  EXPECT_NE(problems_of(counts(), file + ", interval: 1500ms}").find("whole number of seconds"), std::string::npos);
  EXPECT_NE(problems_of(counts(), file + ", interpolate: [\"1998-06-10 21:59:30\"]}").find("is no interval of"),
            std::string::npos);
  EXPECT_NE(problems_of(counts(), "{file: data/none.csv}").find("none.csv"), std::string::npos);
  const std::string path = write_file("bad.csv", "period,count\n0,1\n60,x\n");
  EXPECT_NE(problems_of(counts(), "{file: " + path + "}").find("bad.csv:3: 'x' is no count"), std::string::npos);
}

}  // namespace
