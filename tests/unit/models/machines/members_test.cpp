// Who leaves first: each part of the default termination policy on its own.
#include "models/machines/members.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/models/machines/group_run.hpp"

namespace models::machines {
namespace {

using testing::ElementsAre;

/// A group of two types, half On-Demand; none of the second type unless the first one is reclaimed.
GroupSetup two_types() {
  GroupSetup setup;
  MixedInstancesConfig mixed;
  mixed.instance_types = {"m7i.large", "m5.large"};
  mixed.on_demand_percentage_above_base_capacity = sim::Fraction::percent(50);
  setup.config.options.mixed_instances = mixed;
  return setup;
}

TEST(Members, Rule_1_11_TheFullestZoneComesFirst) {
  GroupSetup setup = two_types();
  GroupRun run{setup};
  run.set_desired(4, true);  // zones 0, 1, 2, 0: On-Demand, On-Demand, Spot, Spot
  run.set_desired(3);
  EXPECT_THAT(run.leaving, ElementsAre(run.booted[3])) << "Spot, of zone 0: two of three shall be On-Demand";
}

TEST(Members, Rule_1_11_AmongZonesAlikeThePurchaseOptionOfWhichThereAreTooMany) {
  GroupRun run{two_types()};
  run.set_desired(3, true);  // On-Demand, On-Demand, Spot
  run.set_desired(2);        // one of two shall be On-Demand
  EXPECT_THAT(run.leaving, ElementsAre(run.booted[0]));
}

TEST(Members, Rule_1_11_ThenATypeOfLowPriorityThenTheOldest) {
  GroupSetup setup = two_types();
  setup.config.zones = 1;
  setup.config.options.mixed_instances->on_demand_percentage_above_base_capacity = sim::Fraction{};
  SpotReclaim reclaim;  // nobody is taken, but none of the first type is to be had in the first minute
  reclaim.instance_type = "m7i.large";
  reclaim.lasts = sim::Duration::minutes(1);
  setup.config.options.mixed_instances->reclaims = {reclaim};
  GroupRun run{setup};
  run.set_desired(2, true);
  run.run_until(100.0);
  run.set_desired(4, true);
  EXPECT_EQ(run.group->speed_of(run.booted[0]), run.group->speed_of(run.booted[1]));
  EXPECT_NE(run.group->speed_of(run.booted[0]), run.group->speed_of(run.booted[2]));
  run.set_desired(3);
  run.set_desired(2);
  run.set_desired(1);
  EXPECT_THAT(run.leaving, ElementsAre(run.booted[0], run.booted[1], run.booted[2]));
}

}  // namespace
}  // namespace models::machines
