// How long requests take at replicas under a steady load, against queueing theory. The demands are 2,048 points: a
// quantile p of them lies within sqrt(p (1 - p) / 2,048) of p if they were drawn, and they are more even than that.
#include "models/worker/flow_law.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "sim/theory/mg1.hpp"
#include "sim/theory/mmc.hpp"
#include "sim/theory/mmck.hpp"
#include "tests/support/run_context_builder.hpp"

namespace models::worker {
namespace {

using sim::literals::operator""_ms;

Application application(const sim::random::DistributionSpec& cpu, const sim::random::DistributionSpec& wait = {}) {
  Application application;
  application.containers.emplace_back("app", test_support::container_of());
  application.request.push_back({"app", cpu, wait});
  return application;
}

FlowStation station(double vcpu, std::optional<std::int64_t> slots) {
  FlowStation station;
  station.vcpu = vcpu;
  station.slots = slots;
  return station;
}

double quantile(const FlowLawBetween& law, double p) {
  const auto& ends = LatencySlices::ends();
  const auto slice = std::lower_bound(ends.begin(), ends.end(), p) - ends.begin();
  return static_cast<double>(law.latency().nanoseconds[static_cast<std::size_t>(slice)]) * 1e-9;
}

TEST(LatencySlices, EndAtOneAndAreFineAtTheTop) {
  const auto& ends = LatencySlices::ends();
  EXPECT_TRUE(std::is_sorted(ends.begin(), ends.end()));
  EXPECT_NEAR(ends[127], 0.9, 1e-12);
  EXPECT_NEAR(ends[191], 0.99, 1e-12);
  EXPECT_NEAR(ends[223], 0.999, 1e-12);
  EXPECT_EQ(ends.back(), 1.0);
}

TEST(FlowLaw, IsMmcWhereSlotsAreVcpus) {
  FlowLaws laws{application(sim::random::exponential_with_mean(100_ms))};
  for (const std::int64_t servers : {1, 2, 8}) {
    for (const double load : {0.3, 0.5, 0.8, 0.9}) {
      const double c = static_cast<double>(servers);
      const sim::theory::MmcQueue exact{load * c / 0.1, 0.1, servers};
      const FlowLawBetween law = laws.of(station(c, servers)).at(load);
      const sim::theory::QueueMeans means = *sim::theory::mmc_means(exact);
      EXPECT_NEAR(law.wait_mean, means.wait, 1e-4 * means.sojourn) << servers << " " << load;
      EXPECT_NEAR(law.latency_mean, means.sojourn, 1e-4 * means.sojourn) << servers << " " << load;
      for (const double p : {0.5, 0.9, 0.99}) {
        const double expected = *sim::theory::mmc_sojourn_quantile(exact, p);
        // Of an exponential tail: the error of p over 1 - p, in means, and half a slice.
        const double spread = 4.0 * std::sqrt(p / (1.0 - p) / 2'048.0);
        EXPECT_NEAR(quantile(law, p), expected, (spread + 0.01) * means.sojourn) << servers << " " << load << " " << p;
      }
    }
  }
}

/// Of very many replicas whose numbers a balancer keeps even nobody is made to wait by all of them together: what is
/// left is a closed station of one vCPU, 100 ms of CPU and 100 ms of waiting. With one request it does 5/s, 0.5 of it
/// being at the CPU, with two 8/s and 1.2 (mean value analysis: even_numbers_test.cpp). Whoever finds the other one at
/// the CPU takes at most twice as long; the points' mean is brought to the law's, a few per cent away.
TEST(FlowLaw, ABalancerThatCountsRequestsDoesNotSeeWhoIsAtTheCpu) {
  FlowLaws laws{application(sim::random::constant(100_ms), sim::random::constant(100_ms))};
  FlowStation many = station(1.0, std::nullopt);
  many.count = 1'000'000;
  many.choice = sim::theory::Choice::kLeastBusy;
  const double load = -std::expm1(-1.6);  // a point of the grid: between them the law is not smooth
  const double each_second = load / 0.1;
  const double time_with_two = (each_second - 5.0) / (8.0 - 5.0);
  const double expected = (0.5 + time_with_two * (1.2 - 0.5)) / each_second + 0.1;
  const FlowLawBetween law = laws.of(many).at(load);
  EXPECT_NEAR(law.latency_mean, expected, 1e-6);
  EXPECT_NEAR(quantile(law, 1.0), 0.3, 0.03 * 0.3);
  EXPECT_NEAR(laws.of(many).at(0.8).latency_mean, 0.25, 0.005 * 0.25);
  // Of two replicas one is evened out: half of that comes on top of what the pool of both makes a request wait.
  const sim::theory::Surplus pool = sim::theory::surplus_of({2, 1.0, load, sim::theory::Choice::kLeastBusy});
  many.count = 2;
  EXPECT_NEAR(laws.of(many).at(load).latency_mean,
              0.2 + 0.1 * pool.delayed / (1.0 - pool.ratio) + 0.5 * (expected - 0.2), 1e-6);
  many.count = 1;
  EXPECT_NEAR(laws.of(many).at(load).latency_mean, 0.1 / (1.0 - load) + 0.1, 1e-6) << "M/M/1 and a wait";
}

// The points of the grid lie 5 % of the idle share apart; between them M/M/2 is the worst, at loads of a tenth.
TEST(FlowLaw, IsMmcBetweenThePointsOfItsGridToo) {
  FlowLaws laws{application(sim::random::exponential_with_mean(100_ms))};
  for (const std::int64_t servers : {1, 2, 8, 32}) {
    const double c = static_cast<double>(servers);
    for (double load = 0.05; load < 0.975; load += 0.0137) {
      const sim::theory::MmcQueue exact{load * c / 0.1, 0.1, servers};
      const double sojourn = sim::theory::mmc_means(exact)->sojourn;
      EXPECT_NEAR(laws.of(station(c, servers)).at(load).latency_mean, sojourn, 5e-4 * sojourn) << c << " " << load;
    }
  }
}

TEST(FlowLaw, SharedCpuIsInsensitiveInItsMean) {
  const double load = 0.75;
  for (const double cv : {0.2, 1.0, 3.0}) {
    sim::random::DistributionSpec lognormal;
    lognormal.kind = sim::random::DistributionSpec::Kind::kLognormal;
    lognormal.mean = 100_ms;
    lognormal.cv = cv;
    FlowLaws laws{application(lognormal)};
    EXPECT_NEAR(laws.of(station(1.0, std::nullopt)).at(load).latency_mean, 0.1 / (1.0 - load), 1e-4) << cv;
  }
}

/// Coffman, Muntz and Trotter: variance of the sojourn in M/M/1-PS, (2 + load) / (2 - load) / (1 - load)^2 in squared
/// means of the service.
TEST(FlowLaw, SharedCpuHasTheVarianceOfProcessorSharing) {
  const double load = 0.6;
  FlowLaws laws{application(sim::random::exponential_with_mean(100_ms))};
  const FlowLawBetween law = laws.of(station(1.0, std::nullopt)).at(load);
  double mean = 0.0;
  double square = 0.0;
  double begin = 0.0;
  const LatencySlices latency = law.latency();
  for (std::size_t i = 0; i < LatencySlices::kCount; ++i) {
    const double share = LatencySlices::ends()[i] - begin;
    begin = LatencySlices::ends()[i];
    const double value = latency.nanoseconds[i] * 1e-9;
    mean += share * value;
    square += share * value * value;
  }
  const double exact = 0.01 * (2.0 + load) / (2.0 - load) / ((1.0 - load) * (1.0 - load));
  EXPECT_NEAR(mean, 0.1 / (1.0 - load), 1e-5);
  EXPECT_NEAR(square - mean * mean, exact, 0.1 * exact);  // 2,048 points of a law whose kurtosis is above 9
}

TEST(FlowLaw, WaitingScalesWithTheVariabilityOfService) {
  sim::random::DistributionSpec erlang;
  erlang.kind = sim::random::DistributionSpec::Kind::kErlang;
  erlang.mean = 100_ms;
  erlang.stages = 4;
  FlowLaws laws{application(erlang)};
  EXPECT_NEAR(laws.of(station(1.0, 1)).at(0.8).wait_mean, sim::theory::mg1_means(8.0, 0.1, 0.5)->wait, 1e-4);
}

/// E[W^2] = 2 E[W]^2 + rate E[S^3] / (3 (1 - load)): Kleinrock I, 5.7.
TEST(FlowLaw, WaitsHaveTheVarianceOfMg1) {
  sim::random::DistributionSpec lognormal;
  lognormal.kind = sim::random::DistributionSpec::Kind::kLognormal;
  lognormal.mean = 100_ms;
  lognormal.cv = 1.5;
  struct Case {
    sim::random::DistributionSpec law;
    double cv;
    double third;  // E[S^3] / E[S]^3
  };
  for (const Case& of : {Case{sim::random::constant(100_ms), 0.0, 1.0}, Case{lognormal, 1.5, std::pow(3.25, 3.0)}}) {
    FlowLaws laws{application(of.law)};
    for (const double load : {0.4, 0.6, 0.8}) {
      const LatencySlices latency = laws.of(station(1.0, 1)).at(load).latency();
      double mean = 0.0;
      double square = 0.0;
      for (std::size_t i = 0; i < LatencySlices::kCount; ++i) {
        const double width = LatencySlices::ends()[i] - (i == 0 ? 0.0 : LatencySlices::ends()[i - 1]);
        mean += width * latency.nanoseconds[i] * 1e-9;
        square += width * latency.nanoseconds[i] * latency.nanoseconds[i] * 1e-18;
      }
      const double wait = 0.1 * load * (1.0 + of.cv * of.cv) / (2.0 * (1.0 - load));
      const double exact = wait * wait + load * of.third * 0.01 / (3.0 * (1.0 - load)) + of.cv * of.cv * 0.01;
      EXPECT_NEAR(mean, 0.1 + wait, 0.02 * mean) << of.cv << " " << load;
      EXPECT_NEAR(square - mean * mean, exact, 0.15 * exact) << of.cv << " " << load;  // the tail beyond 1 in 2,048
    }
  }
}

/// Evenly spaced requests of constant length below a vCPU's capacity never meet; random ones come as Cohen says.
TEST(FlowLaw, SharedCpuIsHardlyCrowdedByConstantWorkInTurn) {
  FlowLaws laws{application(sim::random::constant(100_ms))};
  FlowStation in_turn = station(1.0, std::nullopt);
  in_turn.count = 10;
  in_turn.choice = sim::theory::Choice::kInTurn;
  FlowStation even = in_turn;
  even.is_even = true;
  EXPECT_NEAR(laws.of(station(1.0, std::nullopt)).at(0.5).latency_mean, 0.2, 1e-3);
  EXPECT_NEAR(laws.of(in_turn).at(0.5).latency_mean, 0.1, 0.01) << "0.1009 in a simulation of 6 million requests";
  EXPECT_NEAR(laws.of(even).at(0.5).latency_mean, 0.1, 1e-6);
}

TEST(FlowLaw, WhoWaitsForOthersHoldsASlotButNoCpu) {
  FlowLaws laws{application(sim::random::constant(10_ms), sim::random::constant(90_ms))};
  EXPECT_NEAR(laws.of(station(1.0, std::nullopt)).capacity(), 100.0, 1e-9);
  EXPECT_NEAR(laws.of(station(1.0, 4)).capacity(), 40.0, 1e-9);
  EXPECT_NEAR(laws.of(station(1.0, 40)).capacity(), 100.0, 1e-9);
}

/// P(Erlang of so many stages of mean 1 > x).
double erlang_tail(std::size_t stages, double x) {
  double term = std::exp(-x);
  double sum = 0.0;
  for (std::size_t i = 0; i < stages; ++i) {
    sum += term;
    term *= x / static_cast<double>(i + 1);
  }
  return sum;
}

// Whoever is accepted finds at most `places` before them. Their latencies are those of M/M/1/K, and its tail.
TEST(FlowLaw, IsMm1kWhereTheQueueHasAnEnd) {
  const FlowLaws laws{application(sim::random::exponential_with_mean(100_ms))};
  for (const std::int64_t places : {0, 3, 5, 20}) {
    for (const double load : {0.5, 0.8, 0.9}) {
      FlowStation bounded = station(1.0, 1);
      bounded.queue = places;
      const FlowLawBetween law = laws.of(bounded).at(load);
      const sim::theory::MmckQueue exact{load / 0.1, 0.1, 1, places + 1};
      EXPECT_NEAR(law.latency_mean, sim::theory::mmck_means(exact).sojourn, 1e-3 * law.latency_mean) << places << load;
      const std::vector<double> found = sim::theory::mmck_law(exact);
      const double longest = quantile(law, 0.99);
      double tail = 0.0;
      double accepted = 0.0;
      for (std::size_t n = 0; n + 1 < found.size(); ++n) {
        tail += found[n] * erlang_tail(n + 1, longest / 0.1);
        accepted += found[n];
      }
      EXPECT_NEAR(tail / accepted, 0.01, 0.002) << places << " " << load;  // twenty of the points are beyond
    }
  }
}

TEST(FlowLaw, NobodyIsServedWhoWaitsLongerThanTheQueuesTimeout) {
  const FlowLaws laws{application(sim::random::constant(100_ms))};
  FlowStation impatient = station(1.0, 1);
  impatient.patience = 0.2;
  EXPECT_LE(laws.of(impatient).at(0.95).latency().nanoseconds.back(), 0.3e9 + 1.0);
}

TEST(FlowLaws, AreSharedByApplicationsWithTheSameDemands) {
  Application shop = application(sim::random::constant(10_ms), sim::random::constant(90_ms));
  RecentFlowLaws recent;
  const auto laws = recent.of(shop);
  shop.containers[0].second.image = sim::Bytes::mib(1);  // nothing to a request
  EXPECT_EQ(recent.of(shop), laws);
  shop.request[0].wait = sim::random::constant(80_ms);
  EXPECT_NE(recent.of(shop), laws);
  EXPECT_NEAR(recent.of(shop)->of(station(1.0, 4)).capacity(), 4.0 / 0.09, 1e-9);
  shop.request[0].wait = sim::random::constant(90_ms);
  EXPECT_EQ(recent.of(shop), laws);
}

TEST(FlowLaws, ForgetApplicationsThatFourOthersCameAfter) {
  RecentFlowLaws recent;
  const std::weak_ptr<const FlowLaws> first = recent.of(application(sim::random::constant(1_ms)));
  for (const auto& demand : {2_ms, 3_ms, 4_ms}) {
    recent.of(application(sim::random::constant(demand)));
  }
  EXPECT_FALSE(first.expired());
  recent.of(application(sim::random::constant(5_ms)));
  EXPECT_TRUE(first.expired());
}

TEST(FlowLaws, AreTheSameWhoeverAsksFirst) {
  const Application shop = application(sim::random::exponential_with_mean(10_ms));
  const FlowLaws alone{shop};
  const FlowLaws shared{shop};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&shared] {
      for (int step = 0; step < 20; ++step) {
        shared.of(station(2.0, 8)).at(step * 0.05);
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  for (int step = 0; step < 20; ++step) {
    EXPECT_EQ(shared.of(station(2.0, 8)).at(step * 0.05).latency().nanoseconds,
              alone.of(station(2.0, 8)).at(step * 0.05).latency().nanoseconds);
  }
}

}  // namespace
}  // namespace models::worker
