#include "models/pricing/charges.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "models/ports/skus.hpp"

namespace {

using models::Charge;
using models::MeterKey;
using models::MeterUsage;
using models::Usage;
using models::pricing::Bill;
using models::pricing::BookTables;
using models::pricing::kMonth;
using models::pricing::price;
using models::pricing::PriceBook;
using models::pricing::PriceRecord;
using models::pricing::PricingTerms;
using sim::Duration;
using sim::Money;
namespace sku = models::sku;

MeterKey key(std::string_view name, std::string_view variant = {}, std::string_view option = sku::kOnDemand) {
  return {std::string{name}, std::string{variant}, std::string{option}};
}

MeterUsage meter(MeterKey of, std::int64_t quantity) {
  return {std::move(of), {quantity}, {quantity}};
}

Usage month_of(std::vector<MeterUsage> meters) {
  return {kMonth, kMonth, std::move(meters)};
}

PricingTerms terms(bool free_tier = false) {
  return {"us-east-1", kMonth, free_tier};
}

std::int64_t cents(Money amount) {
  return std::llround(amount.amount() * 100.0);
}

constexpr std::int64_t kMonthMs = 730LL * 3'600'000;

// Published monthly figures: infracost's golden files (Apache-2.0), us-east-1, a month of 730 h, GB = MB / 1024.
struct Vector {
  const char* name = "";
  std::vector<MeterUsage> meters{};
  std::vector<std::int64_t> cents{};
};

TEST(Charges, PublishedMonthlyFiguresToTheCent) {
  const std::int64_t calls = 100'000;
  const std::vector<Vector> vectors = {
      {"Lambda 128 MB, 100,000 x 350 ms",
       {meter(key(sku::kLambdaDuration, sku::kX86), 128 * 350 * calls), meter(key(sku::kLambdaRequest), calls)},
       {7, 2}},
      {"Lambda 512 MB, 100,000 x 350 ms", {meter(key(sku::kLambdaDuration, sku::kX86), 512 * 350 * calls)}, {29}},
      {"the same on arm64", {meter(key(sku::kLambdaDuration, sku::kArm), 512 * 350 * calls)}, {23}},
      {"Lambda requests, 6e9", {meter(key(sku::kLambdaRequest), 6'000'000'000)}, {120'000}},
      {"Fargate 1 vCPU 2 GB",
       {meter(key(sku::kFargateVcpu, sku::kX86), 1'000 * kMonthMs),
        meter(key(sku::kFargateMemory, sku::kX86), 2'048 * kMonthMs)},
       {2'955, 649}},
      {"Fargate 1 vCPU 1 GB under EKS",
       {meter(key(sku::kEksCluster), kMonthMs), meter(key(sku::kFargateVcpu, sku::kX86), 1'000 * kMonthMs),
        meter(key(sku::kFargateMemory, sku::kX86), 1'024 * kMonthMs)},
       {7'300, 2'955, 324}},
      {"EKS extended support", {meter(key(sku::kEksCluster, "extended_support"), kMonthMs)}, {43'800}},
      {"ALB and 1.3698 LCU",
       {meter(key(sku::kAlbHour), kMonthMs), meter(key(sku::kAlbLcu), 1'369'863 * 730)},
       {1'643, 800}},
      {"NLB", {meter(key(sku::kNlbHour), kMonthMs), meter(key(sku::kNlbLcu), 1'369'863 * 730)}, {1'643, 600}},
      {"NAT and 1 GB", {meter(key(sku::kNatHour), kMonthMs), meter(key(sku::kNatData), 100LL << 30)}, {3'285, 450}},
  };
  for (const Vector& vector : vectors) {
    const Bill bill = price(month_of(vector.meters), PriceBook::embedded(), terms());
    ASSERT_TRUE(bill.problems.empty()) << vector.name << ": " << bill.problems.front();
    ASSERT_EQ(bill.charges.size(), vector.cents.size()) << vector.name;
    for (std::size_t i = 0; i < vector.cents.size(); ++i) {
      EXPECT_EQ(cents(bill.charges[i].list_cost), vector.cents[i])
          << vector.name << ": " << bill.charges[i].description;
    }
  }
}

TEST(Charges, SumsOfManyTasksMatchThePublishedTotals) {
  for (std::int64_t tasks = 1; tasks <= 5; ++tasks) {
    const Bill bill = price(month_of({meter(key(sku::kFargateVcpu, sku::kX86), tasks * 1'000 * kMonthMs),
                                      meter(key(sku::kFargateMemory, sku::kX86), tasks * 2'048 * kMonthMs)}),
                            PriceBook::embedded(), terms());
    EXPECT_EQ(bill.cost_per_month.nano(), tasks * (29'550'400'000 + 6'489'700'000));  // 0.04048, 2 x 0.004445, x 730
  }
}

// 6e9 invocations of 512 MB for 1,024 ms are 3.072e9 GB-s, all below the first border.
TEST(Charges, LambdaDurationBelowTheFirstTierBorder) {
  const std::int64_t mib_ms = 512LL * 1'024 * 6'000'000'000;
  const Bill bill =
      price(month_of({meter(key(sku::kLambdaDuration, sku::kX86), mib_ms)}), PriceBook::embedded(), terms());
  ASSERT_EQ(bill.charges.size(), 1U);
  EXPECT_DOUBLE_EQ(bill.charges[0].pricing_quantity, 3'072'000'000.0);
  EXPECT_EQ(cents(bill.cost_per_month), 5'120'010);
}

TEST(Charges, TiersCutTheMonthAndEachIsItsOwnCharge) {
  const std::int64_t gb_s = 20'000'000'000;  // 6e9 at the first price, 9e9 at the second, 5e9 at the third
  // A tenth of a month with a tenth of the usage is the same month: the tiers see the scaled quantity.
  Usage tenth{kMonth / 10, kMonth / 10, {meter(key(sku::kLambdaDuration, sku::kX86), gb_s / 10 * 1'024'000)}};
  const Bill tiers = price(tenth, PriceBook::embedded(), terms());
  ASSERT_EQ(tiers.charges.size(), 3U);
  EXPECT_DOUBLE_EQ(tiers.charges[0].pricing_quantity, 0.6e9);
  EXPECT_DOUBLE_EQ(tiers.charges[1].pricing_quantity, 0.9e9);
  EXPECT_DOUBLE_EQ(tiers.charges[2].pricing_quantity, 0.5e9);
  EXPECT_EQ(tiers.month_costs[0].nano(), 100'000'200'000'000);  // 6e9 x 0.0000166667
  EXPECT_EQ(tiers.month_costs[1].nano(), 135'000'000'000'000);  // 9e9 x 0.000015
  EXPECT_EQ(tiers.month_costs[2].nano(), 66'667'000'000'000);   // 5e9 x 0.0000133334
  EXPECT_EQ(tiers.cost_total.nano() * 10, tiers.cost_per_month.nano());
  EXPECT_NE(tiers.charges[1].description.find("above 6000000000 GB-Seconds"), std::string::npos);
}

TEST(Charges, TheCostOfTheRunIsTheMonthsShare) {
  Usage day{Duration::days(1), Duration::seconds(60), {meter(key(sku::kEc2Instance, "m7i.large"), 2 * 86'400'000)}};
  const Bill bill = price(day, PriceBook::embedded(), terms());
  EXPECT_EQ(bill.cost_total.nano(), 4'838'400'000);        // 2 x 24 h x 0.1008
  EXPECT_EQ(bill.cost_per_month.nano(), 147'168'000'000);  // 2 x 730 h x 0.1008
}

TEST(Charges, AGigabyteMonthIsAsLongAsTheMonth) {
  const std::int64_t hours = 720;
  Usage usage{Duration::hours(hours), Duration::hours(1), {meter(key(sku::kEbsGp3), 100 * hours * 3'600'000)}};
  const Bill bill = price(usage, PriceBook::embedded(), {"us-east-1", Duration::hours(hours), false});
  EXPECT_EQ(bill.cost_total.nano(), 8'000'000'000);  // 100 GiB x 0.08
  EXPECT_EQ(price(usage, PriceBook::embedded(), terms()).cost_per_month.nano(), 8'000'000'000);
}

TEST(Charges, TheFreeTierIsOffUnlessAskedFor) {
  const std::vector<MeterUsage> meters = {
      meter(key(sku::kInternetEgress), 130LL << 30), meter(key(sku::kLambdaDuration, sku::kArm), 300'000LL * 1'024'000),
      meter(key(sku::kLambdaDuration, sku::kX86), 300'000LL * 1'024'000), meter(key(sku::kLambdaRequest), 1'500'000)};
  const Bill full = price(month_of(meters), PriceBook::embedded(), terms());
  ASSERT_EQ(full.charges.size(), 4U);
  EXPECT_EQ(full.cost_total.nano(), 4'000'020'000 + 5'000'010'000 + 300'000'000);
  const Bill reduced = price(month_of(meters), PriceBook::embedded(), terms(true));
  // One allowance of 400,000 GB-s over both architectures: all of arm64, a third of x86_64.
  EXPECT_EQ(reduced.cost_total.nano(), 200'000LL * 16'666'700 / 1'000 + 100'000'000);
  EXPECT_EQ(reduced.unranked_total.nano(), 30LL * 90'000'000);
  Money list;
  for (const Charge& charge : reduced.charges) {
    list += charge.ranked ? charge.list_cost : Money{};
  }
  EXPECT_EQ(list, full.cost_total);
}

TEST(Charges, EgressIsShownButNotRanked) {
  const Bill bill = price(month_of({meter(key(sku::kInternetEgress), 20'480LL << 30)}), PriceBook::embedded(), terms());
  ASSERT_EQ(bill.charges.size(), 2U);
  EXPECT_FALSE(bill.charges[0].ranked);
  EXPECT_EQ(bill.cost_total, Money{});
  EXPECT_EQ(bill.unranked_total.nano(), 10'240LL * (90'000'000 + 85'000'000));
}

TEST(Charges, EveryMissingPriceIsAProblemAndThereIsNoBill) {
  const Bill bill = price(month_of({meter(key(sku::kAlbHour), kMonthMs), meter(key(sku::kEc2Instance, "m7i.huge"), 1),
                                    meter(key(sku::kFargateVcpu, sku::kArm, sku::kSpot), 1)}),
                          PriceBook::embedded(), terms());
  ASSERT_EQ(bill.problems.size(), 2U);
  EXPECT_NE(bill.problems[0].find("no price for m7i.huge (ec2_instance) in us-east-1"), std::string::npos);
  EXPECT_NE(bill.problems[1].find("no price for arm64 (fargate_vcpu, spot) in us-east-1"), std::string::npos);
  EXPECT_TRUE(bill.charges.empty());
  EXPECT_EQ(bill.cost_total, Money{});
}

TEST(Charges, WhatCannotBeCountedIsAProblem) {
  Usage usage = month_of({meter(key(sku::kEc2Instance, "m7i.large"), std::numeric_limits<std::int64_t>::max())});
  usage.duration = Duration::nanoseconds(1);
  const Bill bill = price(usage, PriceBook::embedded(), terms());
  ASSERT_EQ(bill.problems.size(), 1U);
  EXPECT_NE(bill.problems[0].find("costs more than can be counted"), std::string::npos);
}

TEST(Charges, UnusedMetersMakeNoCharge) {
  const Bill bill = price(month_of({meter(key(sku::kEc2Instance, "no.such"), 0)}), PriceBook::embedded(), terms());
  EXPECT_TRUE(bill.problems.empty());
  EXPECT_TRUE(bill.charges.empty());
}

std::vector<MeterUsage> random_meters(std::mt19937_64& random) {
  const auto up_to = [&](std::int64_t limit) {
    return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(limit));
  };
  std::vector<MeterUsage> meters;
  for (const auto& [name, variant, limit] : std::vector<std::tuple<std::string_view, std::string_view, std::int64_t>>{
           {sku::kAlbHour, "", kMonthMs},
           {sku::kEbsGp3, "", 500 * kMonthMs},
           {sku::kEc2Instance, "c7g.xlarge", 100 * kMonthMs},
           {sku::kFargateVcpu, "x86_64", 50'000 * kMonthMs},
           {sku::kLambdaDuration, "x86_64", 2'000'000'000'000'000},
           {sku::kLambdaRequest, "", 1'000'000'000}}) {
    MeterUsage one{key(name, variant), {}, {}};
    std::int64_t total = 0;
    for (int tick = 0; tick < 40; ++tick) {
      one.per_tick.push_back(random() % 3 == 0 ? 0 : up_to(limit / 40));
      total += one.per_tick.back();
    }
    one.per_hour = {total};
    meters.push_back(one);
  }
  return meters;
}

TEST(Charges, ListCostIsUnitPriceTimesQuantity) {
  std::mt19937_64 random{7};
  for (int round = 0; round < 200; ++round) {
    Usage usage{Duration::seconds(1 + static_cast<std::int64_t>(random() % 3'000'000)), Duration::seconds(60),
                random_meters(random)};
    const Bill bill = price(usage, PriceBook::embedded(), terms());
    ASSERT_TRUE(bill.problems.empty());
    for (const Charge& charge : bill.charges) {
      const double expected = charge.list_unit_price.amount() * charge.pricing_quantity;
      // Half a unit of Money, and the rounding of three doubles.
      EXPECT_NEAR(charge.list_cost.amount(), expected, 0.5e-9 + 4e-16 * expected) << charge.description;
    }
  }
}

TEST(Charges, TheTicksAddUpToTheTotal) {
  std::mt19937_64 random{8};
  for (int round = 0; round < 200; ++round) {
    Usage usage{Duration::minutes(40), Duration::seconds(60), random_meters(random)};
    usage.meters.push_back(meter(key(sku::kInternetEgress), 1LL << 40));
    const Bill bill = price(usage, PriceBook::embedded(), terms(round % 2 == 1));
    ASSERT_TRUE(bill.problems.empty());
    const std::vector<Money> ticks = cost_per_tick(usage, bill);
    ASSERT_EQ(ticks.size(), 40U);
    Money sum;
    for (const Money tick : ticks) {
      EXPECT_GE(tick, Money{});
      sum += tick;
    }
    EXPECT_EQ(sum, bill.cost_total);
  }
}

TEST(Charges, ATickCostsWhatWasUsedInIt) {
  Usage usage{Duration::hours(1),
              Duration::minutes(30),
              {{key(sku::kEc2Instance, "m7i.large"), {3'600'000}, {900'000, 2'700'000}}}};
  const std::vector<Money> ticks = cost_per_tick(usage, price(usage, PriceBook::embedded(), terms()));
  EXPECT_EQ(ticks, (std::vector<Money>{Money::nano(25'200'000), Money::nano(75'600'000)}));
}

// Within the rounding of one division per charge: half a unit each way, doubled.
TEST(Charges, DoublingAllPricesDoublesTheCost) {
  const BookTables once = PriceBook::embedded().tables();
  std::vector<PriceRecord> prices{once.prices.begin(), once.prices.end()};
  for (PriceRecord& record : prices) {
    record.price_pico *= 2;
  }
  BookTables twice = once;
  twice.prices = prices;
  std::mt19937_64 random{9};
  for (int round = 0; round < 100; ++round) {
    const Usage usage{Duration::days(3), Duration::hours(1), random_meters(random)};
    const Bill single = price(usage, PriceBook::embedded(), terms());
    const Bill doubled = price(usage, PriceBook{twice, nullptr}, terms());
    ASSERT_EQ(single.charges.size(), doubled.charges.size());
    EXPECT_NEAR(static_cast<double>(doubled.cost_total.nano() - 2 * single.cost_total.nano()), 0.0,
                1.5 * static_cast<double>(single.charges.size()));
  }
}

}  // namespace
