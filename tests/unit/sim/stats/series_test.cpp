#include "sim/stats/series.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/random/ziggurat.hpp"

namespace sim::stats {
namespace {

/// The definition, evaluated directly: quadratic, but without any updating formula.
std::size_t mser5_by_definition(const std::vector<double>& observations) {
  const std::size_t batches = observations.size() / 5;
  std::vector<double> means(batches);
  for (std::size_t i = 0; i < batches * 5; ++i) {
    means[i / 5] += observations[i] / 5.0;
  }
  double best = std::numeric_limits<double>::infinity();
  std::size_t cut = 0;
  for (std::size_t d = 0; d + 5 <= batches; ++d) {
    double mean = 0.0;
    for (std::size_t i = d; i < batches; ++i) {
      mean += means[i] / static_cast<double>(batches - d);
    }
    double squares = 0.0;
    for (std::size_t i = d; i < batches; ++i) {
      squares += (means[i] - mean) * (means[i] - mean);
    }
    const double criterion = squares / std::pow(static_cast<double>(batches - d), 2);
    if (criterion < best) {
      best = criterion;
      cut = 5 * d;
    }
  }
  return cut;
}

TEST(Mser5, CutsAStepWhereItEnds) {
  std::vector<double> series(200, 1.0);
  random::Stream stream{31};
  for (std::size_t i = 0; i < series.size(); ++i) {
    series[i] = (i < 40 ? 50.0 : 0.0) + 0.1 * random::normal(stream);
  }
  EXPECT_NEAR(static_cast<double>(mser5(series)), 40.0, 10.0);
  EXPECT_GE(mser5(series), 40U);
}

TEST(Mser5, LeavesASettledSeriesNearlyWhole) {
  std::vector<double> series(5'000);
  random::Stream stream{32};
  for (double& value : series) {
    value = random::normal(stream);
  }
  EXPECT_LT(mser5(series), 2'500U);
  EXPECT_EQ(mser5(std::vector<double>(100, 3.0)), 0U);
}

TEST(Mser5, SaysThatATrendNeverSettles) {
  std::vector<double> series(1'000);
  for (std::size_t i = 0; i < series.size(); ++i) {
    series[i] = std::exp(static_cast<double>(i) / -1e6) * static_cast<double>(i);
  }
  EXPECT_GT(mser5(series), 500U);
}

TEST(Mser5, DoesNotJudgeShortSeries) {
  EXPECT_EQ(mser5(std::vector<double>{9.0, 1.0, 1.0, 1.0}), 0U);
}

RC_GTEST_PROP(Mser5Property, EqualsItsDefinition, ()) {
  const auto key = *rc::gen::arbitrary<std::uint64_t>();
  const auto length = *rc::gen::inRange<std::size_t>(50, 300);
  const auto bend = static_cast<double>(*rc::gen::inRange(1, 100));
  random::Stream stream{key};
  std::vector<double> series(length);
  for (std::size_t i = 0; i < length; ++i) {
    series[i] = 20.0 * std::exp(-static_cast<double>(i) / bend) + random::normal(stream);
  }
  RC_ASSERT(mser5(series) == mser5_by_definition(series));
}

TEST(BatchMeans, DropsWhatFillsNoBatchFromTheFront) {
  const std::vector<double> series{100.0, 1.0, 3.0, 5.0, 7.0, 9.0, 11.0};
  EXPECT_EQ(batch_means(series, 3), (std::vector<double>{2.0, 6.0, 10.0}));
  EXPECT_EQ(batch_means(series, 7), series);
}

TEST(BatchMeansDeathTest, RefusesMoreBatchesThanObservations) {
  EXPECT_DEATH(batch_means(std::vector<double>{1.0}, 2), "batch");
}

}  // namespace
}  // namespace sim::stats
