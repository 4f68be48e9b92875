// M/M/c, M/M/c/K, M/G/1, M/D/c and processor sharing: published examples, Markov chains, laws against their means.
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "sim/theory/erlang.hpp"
#include "sim/theory/markov_chain.hpp"
#include "sim/theory/mdc.hpp"
#include "sim/theory/mg1.hpp"
#include "sim/theory/mginf.hpp"
#include "sim/theory/mmc.hpp"
#include "sim/theory/mmck.hpp"
#include "sim/theory/processor_sharing.hpp"

namespace sim::theory {
namespace {

constexpr double kMinute = 60.0;
constexpr double kHour = 3'600.0;

// The inputs of Wolfram's "Eye Clinic" (New in Mathematica 9, "Markov Chains and Queues"): six patients an hour, three
// doctors, 20 minutes each. Worked in fractions: P0 = 1/9, L_q = 8/9, W = (8/9 + 2) / 6 h = 260/9 minutes.
TEST(Mmc, TheEyeClinic) {
  const QueueMeans means = mmc_means({6.0 / kHour, 20.0 * kMinute, 3}).value();
  EXPECT_NEAR(means.waiting, 8.0 / 9.0, 1e-12);
  EXPECT_NEAR(means.sojourn / kMinute, 260.0 / 9.0, 1e-11);
  EXPECT_NEAR(means.in_system, means.busy + means.waiting, 1e-12);
}

// Render and Stair, "Quantitative Analysis for Management", 10th ed., chapter 14, alternative example 14.3: 20 an hour,
// two employees, 2 minutes each: P0 = 1/2, L = 3/4, so that W = 2.25 minutes.
TEST(Mmc, TheInformationDesk) {
  const QueueMeans means = mmc_means({20.0 / kHour, 2.0 * kMinute, 2}).value();
  EXPECT_NEAR(means.in_system, 0.75, 1e-12);
  EXPECT_NEAR(means.sojourn / kMinute, 2.25, 1e-12);
}

TEST(Mmc, OneServerHasAnExponentialSojourn) {
  const MmcQueue queue{70.0, 0.010, 1};  // mu - lambda = 30/s
  EXPECT_NEAR(mmc_means(queue)->sojourn, 1.0 / 30.0, 1e-14);
  for (const double t : {0.0, 0.001, 0.1, 1.0}) {
    EXPECT_NEAR(mmc_sojourn_tail(queue, t).value(), std::exp(-30.0 * t), 1e-13);
  }
  EXPECT_NEAR(mmc_sojourn_quantile(queue, 0.99).value(), std::log(100.0) / 30.0, 1e-11);
}

/// The integral of a tail over [0, far] is the mean: Simpson's rule with 20,000 panels.
template <class Tail>
double integral(const Tail& tail, double far) {
  constexpr int kPanels = 20'000;
  const double step = far / kPanels;
  double sum = tail(0.0) + tail(far);
  for (int i = 1; i < kPanels; ++i) {
    sum += (i % 2 == 1 ? 4.0 : 2.0) * tail(i * step);
  }
  return sum * step / 3.0;
}

TEST(Mmc, LawsOfWaitAndSojournHaveTheirMeans) {
  // 0.9: theta = c mu - lambda - mu is below zero; 0.75 of 4: it is exactly zero; then above.
  for (const MmcQueue& queue : {MmcQueue{3.6, 1.0, 4}, MmcQueue{3.0, 1.0, 4}, MmcQueue{3.0, 1.0, 9}}) {
    const QueueMeans means = mmc_means(queue).value();
    EXPECT_NEAR(integral([&](double t) { return mmc_wait_tail(queue, t).value(); }, 100.0), means.wait, 1e-8);
    EXPECT_NEAR(integral([&](double t) { return mmc_sojourn_tail(queue, t).value(); }, 100.0), means.sojourn, 1e-8);
    for (const double probability : {0.0, 0.5, 0.95, 0.999}) {
      const double wait = mmc_wait_quantile(queue, probability).value();
      EXPECT_LE(mmc_wait_tail(queue, wait).value(), (1.0 - probability) * (1.0 + 1e-12));
      const double sojourn = mmc_sojourn_quantile(queue, probability).value();
      EXPECT_NEAR(mmc_sojourn_tail(queue, sojourn).value(), 1.0 - probability, 1e-11);
    }
  }
  EXPECT_EQ(mmc_wait_quantile({3.0, 1.0, 9}, 0.5).value(), 0.0);  // most do not wait
}

TEST(Mmc, UnstableQueuesHaveNoAnswer) {
  const MmcQueue queue{4.0, 1.0, 4};
  EXPECT_FALSE(queue.is_stable());
  EXPECT_FALSE(mmc_means(queue).has_value());
  EXPECT_FALSE(mmc_wait_tail(queue, 1.0).has_value());
  EXPECT_FALSE(mmc_sojourn_tail(queue, 1.0).has_value());
  EXPECT_FALSE(mmc_wait_quantile(queue, 0.5).has_value());
  EXPECT_FALSE(mmc_sojourn_quantile(queue, 0.5).has_value());
}

TEST(Mmc, ServersForAMeanWaitAreTight) {
  for (const double rate : {0.0, 0.5, 12.0, 300.0}) {
    for (const double wait : {1.0, 0.01, 1e-5}) {
      const std::int64_t servers = servers_for_mean_wait(rate, 0.5, wait);
      EXPECT_LE(mmc_means({rate, 0.5, servers})->wait, wait * (1.0 + 1e-12));
      const auto fewer = servers > 1 ? mmc_means({rate, 0.5, servers - 1}) : std::nullopt;
      EXPECT_TRUE(!fewer || fewer->wait > wait) << rate << ' ' << wait;
    }
  }
}

// An inspection station, one car a minute, three stalls, 6 minutes each, four cars can wait. A textbook's example
// (Gross and Harris; named from memory, the book was not at hand), so its numbers are not quoted. Those below are
// fractions from the balance of birth and death: p0 = 1/1141 and p7 = 576/1141.
TEST(Mmck, TheInspectionStation) {
  const MmckQueue station{1.0 / kMinute, 6.0 * kMinute, 3, 7};
  const QueueMeans means = mmck_means(station);
  EXPECT_NEAR(mmck_law(station)[0], 1.0 / 1'141.0, 1e-14);
  EXPECT_NEAR(means.waiting, 504.0 / 163.0, 1e-12);
  EXPECT_NEAR(means.in_system, 6'918.0 / 1'141.0, 1e-12);
  EXPECT_NEAR(means.sojourn / kMinute, 6'918.0 / 565.0, 1e-11);  // L / (1 - p7) of a car a minute
  EXPECT_NEAR(means.lost, 576.0 / 1'141.0, 1e-13);
}

TEST(Mmck, OneServerClosedForm) {
  // P(n) = (1 - rho) rho^n / (1 - rho^(K + 1)): Kleinrock I, 3.6.
  const double rho = 1.3;
  const std::vector<double> law = mmck_law({1.3, 1.0, 1, 12});
  for (int n = 0; n <= 12; ++n) {
    EXPECT_NEAR(law[static_cast<std::size_t>(n)], (1.0 - rho) * std::pow(rho, n) / (1.0 - std::pow(rho, 13)), 1e-14);
  }
}

TEST(Mmck, WithoutAQueueItIsErlangB) {
  for (const double load : {0.0, 0.7, 20.0, 3'000.0}) {
    EXPECT_NEAR(mmck_means({load, 1.0, 25, 25}).lost, erlang_b(25, load), 1e-13);
  }
  EXPECT_EQ(mmck_means({2.0, 1.0, 25, 25}).wait, 0.0);
}

TEST(Mmck, AgreesWithItsMarkovChain) {
  const MmckQueue queue{19.0, 0.25, 4, 30};
  std::vector<Transition> transitions;
  for (std::size_t n = 0; n < 30; ++n) {
    transitions.push_back({n, n + 1, 19.0});
    transitions.push_back({n + 1, n, 4.0 * static_cast<double>(std::min<std::size_t>(n + 1, 4))});
  }
  const std::vector<double> chain = stationary_law(31, transitions).value();
  const std::vector<double> law = mmck_law(queue);
  for (std::size_t n = 0; n <= 30; ++n) {
    EXPECT_NEAR(law[n], chain[n], 1e-12) << n;
  }
}

TEST(Mmck, ALongQueueIsAnInfiniteOne) {
  const QueueMeans bounded = mmck_means({3.2, 1.0, 4, 400});  // 0.8^400 is 1e-39
  const QueueMeans unbounded = mmc_means({3.2, 1.0, 4}).value();
  EXPECT_NEAR(bounded.wait, unbounded.wait, 1e-12);
  EXPECT_NEAR(bounded.delayed, unbounded.delayed, 1e-12);
  EXPECT_NEAR(mmck_wait_tail({3.2, 1.0, 4, 400}, 2.0), mmc_wait_tail({3.2, 1.0, 4}, 2.0).value(), 1e-12);
}

TEST(Mmck, TheLawOfTheWaitHasItsMean) {
  const MmckQueue queue{3.9, 1.0, 4, 12};
  EXPECT_NEAR(integral([&](double t) { return mmck_wait_tail(queue, t); }, 40.0), mmck_means(queue).wait, 1e-8);
  EXPECT_NEAR(mmck_wait_tail(queue, 0.0), mmck_means(queue).delayed, 1e-14);
}

TEST(Mmck, ExtremeLoadsNeitherOverflowNorCancel) {
  const QueueMeans swamped = mmck_means({1e6, 1.0, 1'000, 3'000});
  EXPECT_NEAR(1e6 * (1.0 - swamped.lost), 1'000.0, 1e-6);
  EXPECT_NEAR(swamped.waiting, 2'000.0, 0.01);
  EXPECT_EQ(mmck_means({0.0, 1.0, 2, 5}).in_system, 0.0);
}

// Kleinrock I, 5.6: M/D/1 waits half as long as M/M/1, and any M/G/1 with cv 1 as long.
TEST(Mg1, PollaczekKhinchine) {
  const double exponential = mmc_means({0.9, 1.0, 1})->wait;
  EXPECT_NEAR(mg1_means(0.9, 1.0, 1.0)->wait, exponential, 1e-12);
  EXPECT_NEAR(mg1_means(0.9, 1.0, 0.0)->wait, exponential / 2.0, 1e-12);
  EXPECT_NEAR(mg1_means(0.9, 1.0, 0.0)->wait, mdc_wait(0.9, 1.0, 1).value(), 1e-10);
  EXPECT_FALSE(mg1_means(1.0, 1.0, 0.0).has_value());
  // M/M/1: the wait is 0 or, with probability rho, exponential at mu - lambda; variance rho (2 - rho) / (mu -
  // lambda)^2.
  EXPECT_NEAR(mg1_wait_variance(0.9, 1.0, 2.0, 6.0).value(), 0.9 * 1.1 / 0.01, 1e-9);
}

/// M/D/c the other way: the number in the system every service time, n -> max(n - c, 0) + Poisson(a), has the law of
/// the number at any time (Crommelin). On 0 ... top; the probabilities of a step serve as rates.
double mdc_wait_by_chain(double load, std::size_t servers, std::size_t top) {
  const std::vector<double> arrivals = poisson_law(load, top + 1);
  std::vector<Transition> steps;
  for (std::size_t n = 0; n <= top; ++n) {
    const std::size_t left = n > servers ? n - servers : 0;
    for (std::size_t k = 0; left + k <= top; ++k) {
      steps.push_back({n, left + k, arrivals[k]});
    }
  }
  const std::vector<double> law = stationary_law(top + 1, steps).value();
  double mean = 0.0;
  for (std::size_t n = 0; n <= top; ++n) {
    mean += static_cast<double>(n) * law[n];
  }
  return mean / load - 1.0;
}

TEST(Mdc, AgreesWithTheEmbeddedChain) {
  for (const std::size_t servers : {std::size_t{1}, std::size_t{2}, std::size_t{5}}) {
    for (const double utilisation : {0.3, 0.8}) {
      const double load = utilisation * static_cast<double>(servers);
      EXPECT_NEAR(mdc_wait(load, 1.0, static_cast<std::int64_t>(servers)).value(),
                  mdc_wait_by_chain(load, servers, 120), 1e-9)
          << servers << " servers at " << utilisation;
    }
  }
  EXPECT_EQ(mdc_wait(0.0, 1.0, 2).value(), 0.0);
  EXPECT_FALSE(mdc_wait(2.0, 1.0, 2).has_value());
  EXPECT_NEAR(mdc_wait(0.98 * 3.0 / 0.2, 0.2, 3).value() / 0.2, mdc_wait(0.98 * 3.0, 1.0, 3).value(), 1e-9);
}

TEST(ProcessorSharing, IsInsensitiveAndLinearInSize) {
  // Kleinrock II, 4.4: a request of size x stays x / (1 - rho).
  const SharingMeans one = processor_sharing_means({0.8, 1.0, 1, {}}).value();
  EXPECT_NEAR(one.slowdown, 5.0, 1e-12);
  EXPECT_NEAR(one.present, 4.0, 1e-12);
  // Four vCPUs at 0.8: Erlang C is 0.5964..., W / S = 1 + C / (4 - 3.2) = 1.7455...
  EXPECT_NEAR(processor_sharing_means({3.2, 1.0, 4, {}})->slowdown, 1.0 + erlang_c(4, 3.2).value() / 0.8, 1e-12);
  EXPECT_FALSE(processor_sharing_means({4.0, 1.0, 4, {}}).has_value());
  const SharingMeans bounded = processor_sharing_means({9.0, 1.0, 4, 4}).value();
  EXPECT_NEAR(bounded.lost, erlang_b(4, 9.0), 1e-14);
  EXPECT_NEAR(bounded.slowdown, 1.0, 1e-14);
}

// Insensitivity for real: Erlang-2 service on c shared processors has M/M/c's mean. State (k in phase 1, m in phase 2),
// each advancing at 2 min(1, c / (k + m)).
TEST(ProcessorSharing, ErlangServiceHasTheSameMeanByItsChain) {
  constexpr std::size_t kTop = 70;
  const double rate = 1.4;
  const auto state = [](std::size_t k, std::size_t m) { return k * (kTop + 1) + m; };
  std::vector<Transition> transitions;
  for (std::size_t k = 0; k <= kTop; ++k) {
    for (std::size_t m = 0; m <= kTop; ++m) {
      const std::size_t n = k + m;
      const double speed = n > 0 ? 2.0 * std::min(1.0, 2.0 / static_cast<double>(n)) : 0.0;
      if (n > kTop) {
        transitions.push_back({state(k, m), state(0, 0), 1.0});  // never reached
        continue;
      }
      if (n < kTop) {
        transitions.push_back({state(k, m), state(k + 1, m), rate});
      }
      if (k > 0) {
        transitions.push_back({state(k, m), state(k - 1, m + 1), speed * static_cast<double>(k)});
      }
      if (m > 0) {
        transitions.push_back({state(k, m), state(k, m - 1), speed * static_cast<double>(m)});
      }
    }
  }
  const std::vector<double> law = stationary_law((kTop + 1) * (kTop + 1), transitions).value();
  double present = 0.0;
  for (std::size_t k = 0; k <= kTop; ++k) {
    for (std::size_t m = 0; m <= kTop; ++m) {
      present += static_cast<double>(k + m) * law[state(k, m)];
    }
  }
  // 0.7^70 is 1e-11, times 70 requests.
  EXPECT_NEAR(present, processor_sharing_means({rate, 1.0, 2, {}})->present, 1e-8);
}

}  // namespace
}  // namespace sim::theory
