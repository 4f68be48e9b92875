// The client of rates: whole numbers, drawn by the minute, that nothing loses.
#include "models/client/flow.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/run_context_builder.hpp"

namespace models::client {
namespace {

using sim::literals::operator""_ms;
using sim::literals::operator""_s;
using sim::literals::operator""_min;

class Steady final : public Workload {
 public:
  Steady(double rate, double dispersion) : rate_{rate}, dispersion_{dispersion} {}
  std::unique_ptr<ArrivalStream> open(const ArrivalContext&) const override { return nullptr; }
  sim::Rate rate_at(sim::Time) const override { return sim::Rate::per_second(rate_); }
  double expected_arrivals(sim::Time from, sim::Time to) const override { return rate_ * (to - from).seconds(); }
  bool is_stationary() const override { return true; }
  std::optional<double> count_variance(sim::Time from, sim::Time to, double) const override {
    return dispersion_ * expected_arrivals(from, to);
  }

 private:
  double rate_;
  double dispersion_;  ///< variance over mean
};

/// Answers everything after `latency`, but for a share that it rejects.
class Server final : public Frontend {
 public:
  void arrive(RequestId, sim::Time) override {}
  void flow(FlowStep& step) override {
    steps.push_back(step.to - step.from);
    offered += step.offered;
    step.rejected = rejects * static_cast<double>(step.offered);
    step.in_system = (step.expected - step.rejected) / step.seconds() * latency.seconds();
    law.nanoseconds.fill(static_cast<double>(latency.nanoseconds()));
    step.parts.emplace_back(1.0, law);
  }

  double rejects = 0.0;
  sim::Duration latency = 200_ms;
  LatencySlices law{};
  std::vector<sim::Duration> steps{};
  std::int64_t offered = 0;
};

Application exponential_work() {
  Application application;
  application.containers.emplace_back("app", test_support::container_of());
  application.request.push_back({"app", sim::random::exponential_with_mean(100_ms), {}});
  return application;
}

/// Ten minutes, all measured.
class Running {
 public:
  Running(double rate, double dispersion, std::uint64_t replication = 0, ClientConfig config = {})
      : workload{rate, dispersion},
        config_{config},
        flow{run.kernel,
             {.workload = workload,
              .application = run.application,
              .config = config_,
              .slo_latency = 300_ms,
              .seed = 1,
              .replication = replication,
              .tick = 1_min}} {
    flow.set_frontend(server);
    flow.begin_measuring();
    flow.start(sim::Time{});
  }
  /// Looks at these seconds, too, and at each minute.
  void run_all(const std::vector<std::int64_t>& looks = {}) {
    for (std::int64_t second = 1; second <= 600; ++second) {
      run.kernel.run_until(sim::Time::at(sim::Duration::seconds(second)));
      if (second % 60 == 0 || std::find(looks.begin(), looks.end(), second) != looks.end()) {
        flow.settle(run.kernel.now());
      }
      if (second % 60 == 0) {
        per_minute.push_back(flow.take_tick());
      }
    }
    flow.end_measuring();
    flow.close_books();
    flow.check_conservation();
  }

  Steady workload;
  ClientConfig config_;
  test_support::RunContextBuilder run{exponential_work()};
  Server server{};
  Flow flow;
  std::vector<Counts> per_minute{};
};

TEST(Flow, NothingIsLost) {
  Running running{7.3, 1.0};
  running.server.rejects = 0.13;
  running.run_all({17, 130, 131});
  const Counts counts = running.flow.ledger().measured_counts();
  EXPECT_EQ(counts.offered, running.server.offered);
  EXPECT_EQ(counts.offered, counts.completed + counts.rejected + running.flow.ledger().measured().open_at_end);
  EXPECT_NEAR(static_cast<double>(counts.rejected), 0.13 * static_cast<double>(counts.offered), 1.0);
  EXPECT_EQ(running.flow.ledger().measured().latency.count(), static_cast<std::uint64_t>(counts.completed));
  EXPECT_EQ(running.flow.ledger().measured().within_slo, counts.completed);
}

TEST(Flow, WhoeverLooksChangesNothing) {
  Running alone{50.0, 1.0};
  alone.run_all();
  Running watched{50.0, 1.0};
  watched.run_all({1, 2, 3, 77, 301, 599});
  EXPECT_EQ(watched.server.steps.size(), alone.server.steps.size() + 6);
  for (std::size_t i = 0; i < alone.per_minute.size(); ++i) {
    EXPECT_EQ(watched.per_minute[i].offered, alone.per_minute[i].offered) << i;
  }
}

TEST(Flow, EvenArrivalsDoNotScatter) {
  Running running{7.35, 0.0};
  running.run_all();
  for (const Counts& minute : running.per_minute) {
    EXPECT_EQ(minute.offered, 441);
  }
}

/// Over 400 minutes: the variance of a Poisson number is its mean, to 4 standard errors of a variance.
TEST(Flow, PoissonArrivalsScatterAsTheyShould) {
  for (const double rate : {5.0, 500.0}) {  // both ways of drawing
    double sum = 0.0;
    double squares = 0.0;
    constexpr int kMinutes = 400;
    for (std::uint64_t replication = 0; replication < kMinutes / 10; ++replication) {
      Running running{rate, 1.0, replication};
      running.run_all();
      for (const Counts& minute : running.per_minute) {
        const double deviation = static_cast<double>(minute.offered) - rate * 60.0;
        sum += deviation;
        squares += deviation * deviation;
      }
    }
    const double mean = rate * 60.0;
    EXPECT_NEAR(sum / kMinutes, 0.0, 4.0 * std::sqrt(mean / kMinutes)) << rate;
    EXPECT_NEAR(squares / kMinutes, mean, 4.0 * mean * std::sqrt(2.0 / kMinutes)) << rate;
  }
}

TEST(Flow, ClientsThatGiveUpTimeOut) {
  ClientConfig impatient;
  impatient.timeout = 100_ms;
  Running running{10.0, 0.0, 0, impatient};
  running.run_all();
  const Counts counts = running.flow.ledger().measured_counts();
  EXPECT_EQ(counts.completed, 0);
  EXPECT_NEAR(static_cast<double>(counts.timed_out), 6'000.0, 3.0);  // but for those in flight
}

}  // namespace
}  // namespace models::client
