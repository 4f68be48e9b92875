// What predictive scaling has seen, when it looks again, and how many instances it asks for.
#include "models/compute/prediction.hpp"

#include <memory>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/ports/arrivals.hpp"
#include "tests/support/run_context_builder.hpp"

namespace models::compute {
namespace {

using sim::Duration;
using sim::Time;
using testing::ElementsAre;

Time at_min(std::int64_t minutes) {
  return Time::at(Duration::minutes(minutes));
}

/// 100 requests an hour, evenly.
class EvenLoad final : public Workload {
 public:
  std::unique_ptr<ArrivalStream> open(const ArrivalContext&) const override { return nullptr; }
  sim::Rate rate_at(Time) const override { return sim::Rate::per_second(100.0 / 3'600.0); }
  double expected_arrivals(Time from, Time to) const override { return 100.0 * (to - from).seconds() / 3'600.0; }
  bool is_stationary() const override { return true; }
  ArrivalProcess process() const override { return process_; }
  ArrivalProcess process_ = ArrivalProcess::kEven;
};

/// Expects the hour after n hours of history to bring 10 n; keeps what it was shown.
class Counting final : public LoadForecaster {
 public:
  explicit Counting(std::vector<std::vector<double>>& seen) : seen_{seen} {}
  std::vector<double> forecast(const std::vector<double>& hourly, std::size_t hours) const override {
    seen_.push_back(hourly);
    std::vector<double> next;
    for (std::size_t i = 0; i < hours; ++i) {
      next.push_back(10.0 * static_cast<double>(hourly.size() + i));
    }
    return next;
  }

 private:
  std::vector<std::vector<double>>& seen_;
};

struct PredictionRun {
  explicit PredictionRun(Time begin = {}) : builder{test_support::one_step_application(), begin} {
    config.target_rate = sim::Rate::per_second(1.0);
    config.metric = PredictedMetric::kRequestsPerTarget;
    config.scheduling_buffer_time = Duration::minutes(5);
    config.history = Duration::hours(24);
    config.refresh = Duration::hours(6);
    builder.context.workload = &workload;
  }
  /// A replica carries 20 requests an hour.
  Prediction make() {
    return Prediction{config, std::make_unique<Counting>(seen), builder.context, LoadUnits{1.0, 20.0}};
  }

  EvenLoad workload{};
  PredictiveScalingConfig config{};
  test_support::RunContextBuilder builder;
  std::vector<std::vector<double>> seen{};
};

TEST(Prediction, Rule1_7_AnHourTakesWhatCarriesItsLoadFromTheBufferTimeOn) {
  PredictionRun run;
  Prediction prediction = run.make();
  prediction.start(Time{});
  EXPECT_EQ(prediction.replicas(Time{}), 12);  // 240 / 20
  EXPECT_EQ(prediction.replicas(at_min(54)), 12);
  EXPECT_EQ(prediction.replicas(at_min(55)), 13);  // 250 / 20, rounded up
  EXPECT_EQ(prediction.next(Time{}), at_min(55));
  EXPECT_EQ(prediction.next(at_min(55)), at_min(60));
  EXPECT_EQ(prediction.next(at_min(60)), at_min(115));
}

TEST(Prediction, Rule1_7_ForecastsAnewEverySixHoursFromWhatWasMeasured) {
  PredictionRun run;
  Prediction prediction = run.make();
  prediction.start(Time{});
  for (std::int64_t hour = 1; hour <= 12; ++hour) {
    prediction.update(7.0 * static_cast<double>(hour), at_min(60 * hour - 5));
    prediction.update(7.0 * static_cast<double>(hour), at_min(60 * hour));
  }
  ASSERT_EQ(run.seen.size(), 3U);
  EXPECT_THAT(run.seen[0], testing::Each(100.0));
  EXPECT_EQ(run.seen[0].size(), 24U);
  EXPECT_EQ(run.seen[1].size(), 30U);
  EXPECT_EQ(run.seen[1].back(), 7.0);
  EXPECT_EQ(run.seen[2].size(), 36U);
}

TEST(Prediction, APartOfAnHourCountsAsIfItHadGoneOnAlike) {
  PredictionRun run{at_min(-15)};
  run.config.refresh = Duration::hours(1);
  Prediction prediction = run.make();
  prediction.start(at_min(-15));
  EXPECT_EQ(run.seen[0].size(), 24U) << "up to the hour that is under way";
  prediction.update(9.0, Time{});
  EXPECT_EQ(run.seen[1].back(), 36.0);
}

TEST(Prediction, TheHistoryIsDrawnOnAStreamOfItsOwnAndIsTheSameEachTime) {
  PredictionRun one;
  PredictionRun other;
  one.workload.process_ = ArrivalProcess::kPoisson;
  other.workload.process_ = ArrivalProcess::kPoisson;
  one.make().start(Time{});
  other.make().start(Time{});
  EXPECT_EQ(one.seen, other.seen);
  double sum = 0.0;
  for (const double load : one.seen[0]) {
    sum += load;
  }
  EXPECT_NEAR(sum, 2'400.0, 4.0 * 49.0) << "Poisson, four standard deviations";
  EXPECT_NE(one.seen[0][0], one.seen[0][1]);
}

TEST(Prediction, LoadIsCpuOnTheGroupsMachinesOrRequests) {
  Application application = test_support::one_step_application();
  application.request[0].cpu_time = sim::random::constant(Duration::milliseconds(30));
  application.request[0].wait = sim::random::constant(Duration{});
  PredictiveScalingConfig config;
  config.target = sim::Fraction::percent(50);
  const LoadUnits cpu = load_units(config, application, 2.0, 1.5);
  EXPECT_DOUBLE_EQ(cpu.per_request, 0.02);
  EXPECT_DOUBLE_EQ(cpu.per_replica, 3'600.0);  // half of two vCPUs
  config.metric = PredictedMetric::kRequestsPerTarget;
  config.target_rate = sim::Rate::per_second(10.0);
  EXPECT_DOUBLE_EQ(load_units(config, application, 2.0, 1.5).per_replica, 36'000.0);
}

}  // namespace
}  // namespace models::compute
