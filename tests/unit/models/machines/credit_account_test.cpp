// aws-behaviour 1.15, by hand: a credit is one vCPU for one minute.
#include "models/machines/credit_account.hpp"

#include <gtest/gtest.h>

namespace models::machines {
namespace {

constexpr std::int64_t kCredit = 60'000'000'000;  // vCPU-nanoseconds
constexpr BurstFacts kT3Small{24'000, 576'000, true, 0};

sim::Time at_min(std::int64_t minutes) {
  return sim::Time::at(sim::Duration::minutes(minutes));
}

TEST(CreditAccount, Rule1_15_EarnsByTimeUpToWhat24HoursEarn) {
  CreditAccount account{kT3Small, false, 0, {}};
  account.advance(0, at_min(60));
  EXPECT_EQ(account.balance(), 24 * kCredit);
  account.advance(0, at_min(24 * 60));
  EXPECT_EQ(account.balance(), 576 * kCredit);
  account.advance(0, at_min(48 * 60));
  EXPECT_EQ(account.balance(), 576 * kCredit);
}

TEST(CreditAccount, WhatIsCutDoesNotAddUp) {
  CreditAccount account{{7, 1'000, true, 0}, false, 0, {}};
  for (int second = 1; second <= 3'600; ++second) {
    account.advance(0, sim::Time::at(sim::Duration::seconds(second)));
  }
  EXPECT_EQ(account.balance(), 7 * CreditAccount::kMilliCredit);
}

TEST(CreditAccount, AtItsBaselineAnInstanceBreaksEven) {
  // t3.small: 20 % of two vCPUs are 0.4 vCPU, 24 credits an hour.
  CreditAccount account{kT3Small, false, 100, {}};
  EXPECT_EQ(account.baseline(), sim::Vcpu::milli(400));
  account.advance(24 * kCredit, at_min(60));
  EXPECT_EQ(account.balance(), 100 * kCredit);
  EXPECT_EQ(account.lasts(sim::Vcpu::milli(400)), sim::Duration::max());
  // Two busy vCPUs spend 1.6 credits a minute beyond what comes in.
  EXPECT_EQ(account.lasts(sim::Vcpu::whole(2)), sim::Duration::seconds(3'750));
}

TEST(CreditAccount, StandardEndsAtNothingAndUnlimitedBorrows) {
  CreditAccount standard{kT3Small, false, 10, {}};
  standard.advance(60 * kCredit, at_min(60));  // one vCPU, an hour long: 36 credits more than earned
  EXPECT_EQ(standard.balance(), 0);
  EXPECT_EQ(standard.surplus(), 0);
  CreditAccount unlimited{kT3Small, true, 10, {}};
  unlimited.advance(60 * kCredit, at_min(60));
  EXPECT_EQ(unlimited.balance(), 0);
  EXPECT_EQ(unlimited.surplus(), 26 * kCredit);
  EXPECT_EQ(unlimited.take_charged(), 0);
  // Earnings pay back before they are saved.
  unlimited.advance(0, at_min(120));
  EXPECT_EQ(unlimited.surplus(), 2 * kCredit);
  unlimited.advance(0, at_min(180));
  EXPECT_EQ(unlimited.surplus(), 0);
  EXPECT_EQ(unlimited.balance(), 22 * kCredit);
  EXPECT_EQ(unlimited.take_charged(), 0);
}

TEST(CreditAccount, Rule1_15_SurplusBeyond24HoursOfEarningsIsChargedAndTheRestAtTheEnd) {
  CreditAccount account{kT3Small, true, 0, {}};
  // 1.4 vCPU: one credit a minute more than earned. 576 are lent; from then on each is charged.
  for (int hour = 1; hour <= 12; ++hour) {
    account.advance(84 * kCredit, at_min(60 * hour));
  }
  EXPECT_EQ(account.surplus(), 576 * kCredit);
  EXPECT_EQ(account.take_charged(), (12 * 60 - 576) * kCredit);
  account.settle();
  EXPECT_EQ(account.take_charged(), 576 * kCredit);
  EXPECT_EQ(account.surplus(), 0);
}

}  // namespace
}  // namespace models::machines
