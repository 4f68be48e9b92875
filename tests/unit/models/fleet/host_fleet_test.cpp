// Hosts opened on demand, refused when full, closed when empty; the numbers of fleet.csv by hand.
#include "models/fleet/host_fleet.hpp"

#include <cstdint>
#include <map>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "models/catalog.hpp"
#include "tests/unit/models/fleet/test_facts.hpp"

namespace models::fleet {
namespace {

using sim::Time;

constexpr ZoneId kA{0};
constexpr ZoneId kB{1};

Time at_seconds(std::int64_t seconds) {
  return Time::at(sim::Duration::seconds(seconds));
}

MachineShape shape(std::int64_t vcpus, std::int64_t gib) {
  return {sim::Vcpu::whole(vcpus), sim::Bytes::gib(gib)};
}

HostFleet fleet_of(const MachineShape& host, std::size_t zones, std::optional<std::int64_t> limit = {}) {
  HostSupply supply;
  supply.host = host;
  supply.zones = zones;
  supply.hosts_per_zone = limit;
  return HostFleet{supply, first_fit(), nullptr};
}

TEST(HostFleet, OpensAHostOnlyWhenNoneHasRoom) {
  HostFleet fleet = fleet_of(shape(4, 8), 1);
  const auto first = fleet.place(kA, shape(2, 4), Time{});
  const auto second = fleet.place(kA, shape(2, 4), Time{});
  const auto third = fleet.place(kA, shape(2, 4), Time{});
  EXPECT_EQ(first, second);
  EXPECT_NE(first, third);
  fleet.release(*first, shape(2, 4), Time{});
  EXPECT_EQ(fleet.place(kA, shape(2, 4), Time{}), first);
}

TEST(HostFleet, ZonesHaveTheirOwnHosts) {
  HostFleet fleet = fleet_of(shape(4, 8), 2);
  const auto a = fleet.place(kA, shape(1, 1), Time{});
  const auto b = fleet.place(kB, shape(1, 1), Time{});
  ASSERT_TRUE(a && b);
  EXPECT_NE(*a, *b);
  EXPECT_EQ(fleet.zone_count(), 2U);
}

TEST(HostFleet, RefusesWhenFullAndAcceptsAgainAfterRelease) {
  HostFleet fleet = fleet_of(shape(4, 8), 1, 1);
  const auto host = fleet.place(kA, shape(4, 8), Time{});
  ASSERT_TRUE(host);
  EXPECT_FALSE(fleet.place(kA, shape(1, 1), at_seconds(1)));
  fleet.release(*host, shape(4, 8), at_seconds(2));
  EXPECT_TRUE(fleet.place(kA, shape(1, 1), at_seconds(3)));
}

TEST(HostFleet, RefusesWhatNoHostCouldCarryWithoutOpeningOne) {
  HostFleet fleet = fleet_of(shape(4, 8), 1);
  EXPECT_FALSE(fleet.place(kA, shape(5, 1), Time{}));
  EXPECT_FALSE(fleet.place(kA, shape(1, 9), Time{}));
  EXPECT_EQ(fleet.sample(Time{}, at_seconds(60)).hosts_in_use, 0.0);
}

TEST(HostFleet, AnEmptyHostIsClosedAndItsNumberIsUsedFirst) {
  HostFleet fleet = fleet_of(shape(4, 8), 1);
  const auto first = fleet.place(kA, shape(4, 4), Time{});
  const auto second = fleet.place(kA, shape(4, 4), Time{});
  fleet.release(*first, shape(4, 4), Time{});
  // Host 1 is open and full; host 0 is closed: opened again for what doesn't fit on host 1.
  EXPECT_EQ(fleet.place(kA, shape(1, 1), Time{}), first);
  // Once host 1 has room and host 0 is closed, the open one is taken, although its number is higher.
  fleet.release(*first, shape(1, 1), Time{});
  fleet.release(*second, shape(4, 4), Time{});
  const auto low = fleet.place(kA, shape(4, 4), Time{});
  const auto high = fleet.place(kA, shape(2, 2), Time{});
  EXPECT_EQ(low, first);
  fleet.release(*low, shape(4, 4), Time{});
  EXPECT_EQ(fleet.place(kA, shape(1, 1), Time{}), high);
}

TEST(HostFleet, SampleHoldsMeansOverTheTick) {
  HostFleet fleet = fleet_of(shape(8, 8), 1);
  const auto host = fleet.place(kA, shape(2, 1), at_seconds(15));  // one host for 45 of 60 s
  ASSERT_TRUE(host);
  (void)fleet.place(kA, shape(2, 1), at_seconds(30));
  const FleetTick tick = fleet.sample(Time{}, at_seconds(60));
  EXPECT_DOUBLE_EQ(tick.hosts_in_use, 0.75);
  EXPECT_DOUBLE_EQ(tick.vcpu_total, 6.0);
  EXPECT_DOUBLE_EQ(tick.memory_total_gib, 6.0);
  EXPECT_DOUBLE_EQ(tick.vcpu_allocated, (2.0 * 45 + 2.0 * 30) / 60);
  EXPECT_DOUBLE_EQ(tick.memory_allocated_gib, (1.0 * 45 + 1.0 * 30) / 60);
  const FleetTick next = fleet.sample(at_seconds(60), at_seconds(120));
  EXPECT_DOUBLE_EQ(next.hosts_in_use, 1.0);
  EXPECT_DOUBLE_EQ(next.vcpu_allocated, 4.0);
}

TEST(HostFleet, StrandedIsWhatTheSmallestShapeAskedCanNotUse) {
  HostFleet fleet = fleet_of(shape(8, 8), 1);
  const auto host = fleet.place(kA, shape(1, 7), Time{});  // smallest asked: 1 vCPU, 7 GiB; free: 7 vCPU, 1 GiB
  FleetTick tick = fleet.sample(Time{}, at_seconds(60));
  EXPECT_DOUBLE_EQ(tick.vcpu_stranded, 7.0);
  EXPECT_DOUBLE_EQ(tick.memory_stranded_gib, 0.0);
  // Something smaller is asked for: 1 GiB is enough now, and after it no memory is left for anybody.
  const auto same = fleet.place(kA, shape(1, 1), at_seconds(60));
  EXPECT_EQ(same, host);
  tick = fleet.sample(at_seconds(60), at_seconds(120));
  EXPECT_DOUBLE_EQ(tick.vcpu_stranded, 6.0);
  fleet.release(*same, shape(1, 1), at_seconds(120));
  tick = fleet.sample(at_seconds(120), at_seconds(180));
  EXPECT_DOUBLE_EQ(tick.vcpu_stranded, 0.0);
}

TEST(HostFleet, MeansBeginAtZeroWhateverTheWarmUpDid) {
  HostFleet fleet = fleet_of(shape(8, 8), 1);
  const auto early = fleet.place(kA, shape(8, 8), at_seconds(-600));
  (void)fleet.place(kA, shape(8, 8), at_seconds(-300));
  fleet.release(*early, shape(8, 8), at_seconds(-1));
  (void)fleet.place(kA, shape(8, 8), at_seconds(30));
  (void)fleet.sample(Time{}, at_seconds(60));
  (void)fleet.sample(at_seconds(60), at_seconds(120));
  (void)fleet.place(kA, shape(8, 8), at_seconds(150));  // after the window, while requests drain
  EXPECT_DOUBLE_EQ(fleet.mean_hosts(Time{}, at_seconds(120)), (1.0 * 30 + 2.0 * 90) / 120);
  EXPECT_DOUBLE_EQ(fleet.mean_hosts(at_seconds(60), at_seconds(120)), 2.0);
  EXPECT_DOUBLE_EQ(fleet.mean_host_vcpus(at_seconds(60), at_seconds(120)), 16.0);
  EXPECT_DOUBLE_EQ(fleet.mean_hosts(Time{}, at_seconds(180)), (1.0 * 30 + 2.0 * 120 + 3.0 * 30) / 180);
}

RC_GTEST_PROP(HostFleetProperty, NeverOverfullAndAllComesBack, ()) {
  const auto limit = *rc::gen::inRange<std::int64_t>(1, 5);
  HostFleet fleet = fleet_of(shape(8, 16), 2, limit);
  struct Placed {
    HostId host{};
    MachineShape shape{};
  };
  std::vector<Placed> placed;
  std::map<std::uint32_t, MachineShape> used;
  for (int i = 0; i < 100; ++i) {
    if (placed.empty() || *rc::gen::inRange(0, 3) > 0) {
      const MachineShape wanted = shape(*rc::gen::inRange(1, 5), *rc::gen::inRange(1, 9));
      const ZoneId zone{*rc::gen::inRange<std::uint32_t>(0, 2)};
      if (const auto host = fleet.place(zone, wanted, Time{})) {
        MachineShape& sum = used[host->index()];
        sum.vcpu += wanted.vcpu;
        sum.memory += wanted.memory;
        RC_ASSERT(sum.vcpu <= sim::Vcpu::whole(8) && sum.memory <= sim::Bytes::gib(16));
        RC_ASSERT(host->index() / 2 < static_cast<std::uint32_t>(limit));
        placed.push_back({*host, wanted});
      }
    } else {
      const auto index = *rc::gen::inRange<std::size_t>(0, placed.size());
      fleet.release(placed[index].host, placed[index].shape, Time{});
      MachineShape& sum = used[placed[index].host.index()];
      sum.vcpu -= placed[index].shape.vcpu;
      sum.memory -= placed[index].shape.memory;
      placed.erase(placed.begin() + static_cast<std::ptrdiff_t>(index));
    }
  }
  for (const Placed& machine : placed) {
    fleet.release(machine.host, machine.shape, Time{});
  }
  const FleetTick tick = fleet.sample(Time{}, at_seconds(60));
  RC_ASSERT(tick.hosts_in_use == 0.0 && tick.vcpu_allocated == 0.0 && tick.memory_allocated_gib == 0.0);
  RC_ASSERT(tick.vcpu_stranded == 0.0 && tick.memory_stranded_gib == 0.0);
}

TEST(FleetConfig, TheHostIsTheFamilysMetalSizeElseM5Metal) {
  const test::TestFacts facts;
  FleetConfig config;
  EXPECT_EQ(host_of(config, facts, "m7i.large")->type, "m7i.metal-24xl");
  EXPECT_EQ(host_of(config, facts, "")->type, "m5.metal");
  EXPECT_EQ(host_of(config, facts, "t3.small")->type, "m5.metal");
  config.host = "m7i.xlarge";
  EXPECT_EQ(host_of(config, facts, "m7i.large")->type, "m7i.xlarge");
}

TEST(FleetConfig, MistakesAreReportedWithTheirField) {
  const test::TestFacts facts;
  FleetConfig config;
  config.host = "m7i.xlarg";
  test::TestProblems problems;
  check_fleet(config, facts, {"m7i.large", shape(2, 8), 3}, problems);
  config.host = "m7i.large";
  check_fleet(config, facts, {"m7i.large", shape(4, 8), 4}, problems);
  config.hypervisor_memory = sim::Bytes::gib(8);
  check_fleet(config, facts, {"m7i.large", shape(2, 8), 3}, problems);
  EXPECT_EQ(problems.errors, (std::vector<std::string>{
                                 "host: unknown instance type 'm7i.xlarg'; did you mean 'm7i.xlarge'?",
                                 "host: a machine of 4 vCPU and 8GiB fits on no host (m7i.large: 2 vCPU, 8GiB)",
                                 "zones: there are 3 zones but an architecture uses 4",
                                 "hypervisor_memory: 8GiB leaves nothing of the 8GiB that a host (m7i.large) has",
                             }));
  test::TestProblems none;
  check_fleet(FleetConfig{}, facts, {"m7i.large", shape(2, 8), 3}, none);
  EXPECT_TRUE(none.errors.empty());
}

}  // namespace
}  // namespace models::fleet
