// Erlang B and C against published tables, against each other and in their limits.
#include "sim/theory/erlang.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace sim::theory {
namespace {

// Offered load in erlangs at which 1 %, 2 % and 5 % are lost, to three digits. Not copied from a book: found by
// bisection on the recursion B(n) = a B(n - 1) / (n + a B(n - 1)) in another program and language (2026-11-27), and
// equal to the published tables as far as those print: "Carrier Grade Voice over IP", 2nd ed., appendix A (one decimal;
// globalspec.com/reference/55139/203279, seen for up to 10 channels), and the worked example below.
struct Capacity {
  int channels;
  double loads[3];
};
constexpr double kLosses[] = {0.01, 0.02, 0.05};
constexpr Capacity kCapacities[] = {
    {1, {0.0101, 0.0204, 0.0526}}, {2, {0.153, 0.223, 0.381}}, {3, {0.455, 0.602, 0.899}}, {5, {1.36, 1.66, 2.22}},
    {10, {4.46, 5.08, 6.22}},      {15, {8.11, 9.01, 10.6}},   {20, {12.0, 13.2, 15.2}},   {30, {20.3, 21.9, 24.8}},
    {50, {37.9, 40.3, 44.5}},      {100, {84.1, 88.0, 95.2}}};

/// Half a unit of the last of three digits.
double rounding_of(double printed) {
  return 0.5 * std::pow(10.0, std::floor(std::log10(printed)) - 2.0);
}

TEST(Erlang, TableOfErlangB) {
  for (const Capacity& row : kCapacities) {
    for (int i = 0; i < 3; ++i) {
      EXPECT_NEAR(load_for_loss(row.channels, kLosses[i]), row.loads[i], 1.001 * rounding_of(row.loads[i]))
          << row.channels << " channels, loss " << kLosses[i];
    }
  }
  // 15 lines, one call in a hundred: the worked example of Westbay's calculator manual,
  // erlang.com/calculatormanual/howmuchtrafficcanatrunkgrouphandle.htm (read 2026-11-27).
  EXPECT_NEAR(load_for_loss(15, 0.01), 8.108, 0.0005);
}

// Logarithms of Erlang B from Mathematica, as quoted by the tests of the Python package capacity_planning
// (queueing/erlang_queues): loads far above and far below the number of servers.
TEST(Erlang, LogarithmsFromMathematica) {
  EXPECT_NEAR(std::log(erlang_b(100, 120.0)), -1.62826407041, 1e-10);
  EXPECT_NEAR(std::log(erlang_b(10'000, 12'000.0)), -1.78927734649, 1e-10);
  EXPECT_NEAR(std::log(erlang_b(100, 20.0)), -84.1661482002, 1e-9);
  EXPECT_NEAR(std::log(erlang_b(100, 10'000.0)), -0.01004931575, 1e-10);
}

// Three doctors, load 2 (the inputs of Wolfram's "Eye Clinic", New in Mathematica 9, "Markov Chains and Queues"; the
// example is Gross and Harris's). Worked in fractions: P0 = 1/9, so that C = (2^3 / 3!) / (1 - 2/3) / 9 = 4/9.
TEST(Erlang, ErlangCOfTheEyeClinic) {
  EXPECT_NEAR(erlang_c(3, 2.0).value(), 4.0 / 9.0, 1e-15);
}

TEST(Erlang, ClosedFormsForOneAndTwoServers) {
  for (const double load : {0.01, 0.5, 0.99}) {
    EXPECT_NEAR(erlang_b(1, load), load / (1.0 + load), 1e-15);
    EXPECT_NEAR(erlang_c(1, load).value(), load, 1e-15);
    EXPECT_NEAR(erlang_b(2, load), load * load / (2.0 + 2.0 * load + load * load), 1e-15);
    EXPECT_NEAR(erlang_c(2, load).value(), load * load / (2.0 + load), 1e-15);
  }
}

// C from B, and B from C: 1/C - 1 = (1 - rho) (1/B - 1) (Cooper, 3.5).
TEST(Erlang, TheTwoFormulasAreTied) {
  for (const std::int64_t servers : {1, 7, 50, 1'000}) {
    for (const double utilisation : {0.1, 0.6, 0.95, 0.999}) {
      const double load = utilisation * static_cast<double>(servers);
      const double loss = erlang_b(servers, load);
      const double delayed = erlang_c(servers, load).value();
      if (loss > 1e-280) {
        EXPECT_NEAR((1.0 / delayed - 1.0) / ((1.0 - utilisation) * (1.0 / loss - 1.0)), 1.0, 1e-9)
            << servers << " servers at " << utilisation;
      }
    }
  }
}

TEST(Erlang, Limits) {
  EXPECT_EQ(erlang_b(0, 3.0), 1.0);
  EXPECT_EQ(erlang_b(5, 0.0), 0.0);
  EXPECT_EQ(erlang_c(5, 0.0).value(), 0.0);
  EXPECT_FALSE(erlang_c(5, 5.0).has_value());
  EXPECT_FALSE(erlang_c(5, 500.0).has_value());
  EXPECT_FALSE(erlang_c(0, 0.0).has_value());
  // Far above capacity what is carried is the servers: a (1 - B) -> c.
  EXPECT_NEAR(1e9 * (1.0 - erlang_b(10, 1e9)), 10.0, 1e-5);
  // At a = c the loss falls as sqrt(2 / (pi c)) (Jagerman, Bell System Technical Journal 53, 1974).
  EXPECT_NEAR(erlang_b(1'000'000, 1e6) / std::sqrt(2.0 / (3.14159265358979 * 1e6)), 1.0, 1e-3);
}

TEST(Erlang, AllValuesAtOnce) {
  const std::vector<double> losses = erlang_b_up_to(40, 22.0);
  ASSERT_EQ(losses.size(), 41U);
  for (std::int64_t servers = 0; servers <= 40; ++servers) {
    EXPECT_EQ(losses[static_cast<std::size_t>(servers)], erlang_b(servers, 22.0));
  }
}

TEST(Erlang, TheSmallestNumberOfServersIsTight) {
  for (const double load : {0.0, 0.3, 4.0, 37.5, 900.0}) {
    for (const double target : {0.5, 0.1, 0.01, 1e-6}) {
      const std::int64_t for_loss = servers_for_loss(load, target);
      EXPECT_LE(erlang_b(for_loss, load), target);
      EXPECT_TRUE(for_loss == 0 || erlang_b(for_loss - 1, load) > target) << load << ' ' << target;
      const std::int64_t for_waiting = servers_for_waiting(load, target);
      EXPECT_LE(erlang_c(for_waiting, load).value(), target);
      EXPECT_TRUE(for_waiting <= 1 || erlang_c(for_waiting - 1, load).value_or(1.0) > target) << load << ' ' << target;
    }
  }
  EXPECT_EQ(servers_for_loss(7.0, 1.0), 0);
}

}  // namespace
}  // namespace sim::theory
