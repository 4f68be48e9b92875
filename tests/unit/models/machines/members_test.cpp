// Who leaves first: each part of the default termination policy on its own.
#include "models/machines/members.hpp"

#include <optional>
#include <tuple>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

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

/// The rules one instance after the other, oldest first.
std::optional<MachineId> plainly_next(const std::vector<MachineId>& oldest_first, const Members& members,
                                      const Instances& instances, std::int64_t on_demand_wanted) {
  const bool spot_goes = members.on_demand() <= on_demand_wanted;
  const auto rank = [&](MachineId id) {
    const Offer& offer = instances[id].offer;
    return std::tuple{-members.in_zones()[offer.zone.index()], offer.is_spot != spot_goes, -int{offer.type},
                      offer.zone.index()};
  };
  std::optional<MachineId> chosen;
  for (const MachineId id : oldest_first) {
    const Machine& machine = instances[id];
    if (!machine.is_protected && !machine.is_marked && (!chosen || rank(id) < rank(*chosen))) {
      chosen = id;
    }
  }
  return chosen;
}

class NobodyListens final : public InstanceEvents {
 public:
  void instance_up(MachineId, sim::Time) override {}
  void instance_waits(MachineId, sim::Time) override {}
  std::int64_t cpu_used(MachineId, sim::Time) override { return 0; }
  void limit_cpu(MachineId, sim::Vcpu, sim::Time) override {}
};

RC_GTEST_PROP(MembersProperty, WhoIsKeptInOrderLeavesAsTheRulesSay, ()) {
  const GroupSetup setup = two_types();
  GroupRun run{setup};
  NobodyListens events;
  Instances instances{setup.config, run.context, events};
  Members members{3, instances};
  std::vector<MachineId> oldest_first;
  for (int step = 0; step < 80; ++step) {
    const auto what = *rc::gen::inRange(0, 10);
    if (what < 5 || oldest_first.empty()) {
      const Offer offer{*rc::gen::inRange<std::uint16_t>(0, 2), *rc::gen::arbitrary<bool>(),
                        ZoneId{*rc::gen::inRange<std::uint32_t>(0, 3)}};
      oldest_first.push_back(*instances.launch(offer, false, run.kernel.now()));
      members.add(oldest_first.back());
      continue;
    }
    const MachineId one = oldest_first[*rc::gen::inRange<std::size_t>(0, oldest_first.size())];
    if (what < 7) {
      members.protect(one, !instances[one].is_protected);
    } else if (what < 8 && !instances[one].is_marked) {
      members.mark(one);
    } else {
      members.remove(one);
      std::erase(oldest_first, one);
    }
    const auto wanted = *rc::gen::inRange<std::int64_t>(0, 10);
    RC_ASSERT(members.next_to_leave(wanted) == plainly_next(oldest_first, members, instances, wanted));
    RC_ASSERT(members.size() == static_cast<std::int64_t>(oldest_first.size()));
  }
}

}  // namespace
}  // namespace models::machines
