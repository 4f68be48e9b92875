// The schemas describe themselves rightly, and the defaults are the documented ones.
#include "models/fleet/config.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "models/catalog.hpp"
#include "models/fleet/host_fleet.hpp"
#include "models/ports/machine_group_config.hpp"
#include "sim/config/diagnostics.hpp"
#include "sim/config/document.hpp"
#include "sim/config/reader.hpp"
#include "tests/unit/models/fleet/test_facts.hpp"

namespace models::fleet {
namespace {

sim::config::Families families() {
  const PlacementEntry entry = first_fit();
  sim::config::Family placement;
  placement.name = "placement";
  placement.sentence = "Which open host takes a machine.";
  placement.entries.push_back({std::string{entry.name}, std::string{entry.sentence}, entry.schema()});
  return {{placement}};
}

template <class Config>
Config read_config(const std::string& yaml) {
  sim::config::Diagnostics diagnostics;
  const auto document = sim::config::Document::load_text(yaml, "test.yaml", diagnostics);
  const auto config = sim::config::read<Config>(document, families(), diagnostics);
  EXPECT_EQ(diagnostics.to_text(), "");
  return config.value_or(Config{});
}

TEST(FleetSchema, DescribesItselfRightly) {
  EXPECT_EQ(sim::config::problems_of(FleetConfig::schema(), families()), std::vector<std::string>{});
  EXPECT_EQ(sim::config::problems_of(MachineGroupConfig::schema(), {}), std::vector<std::string>{});
}

TEST(FleetSchema, ByDefaultHostsAreUnlimitedInThreeZonesAndNothingIsHeldBack) {
  const auto config = read_config<FleetConfig>("{}\n");
  const auto fleet = make_fleet(config, test::TestFacts{}, first_fit(), "m7i.large");
  EXPECT_EQ(fleet->zone_count(), 3U);
  EXPECT_EQ(config.placement.kind, "first_fit");
  const MachineShape whole_host{sim::Vcpu::whole(96), sim::Bytes::gib(384)};
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(fleet->place(ZoneId{0}, whole_host, sim::Time{}));
  }
}

TEST(FleetSchema, LimitAndHypervisorMemoryAreKept) {
  const auto config = read_config<FleetConfig>("{host: m5.metal, hosts_per_zone: 1, hypervisor_memory: 2GiB}\n");
  const auto fleet = make_fleet(config, test::TestFacts{}, first_fit(), "");
  EXPECT_FALSE(fleet->place(ZoneId{0}, {sim::Vcpu::whole(1), sim::Bytes::gib(383)}, sim::Time{}));
  EXPECT_TRUE(fleet->place(ZoneId{0}, {sim::Vcpu::whole(1), sim::Bytes::gib(382)}, sim::Time{}));
  EXPECT_FALSE(fleet->place(ZoneId{0}, {sim::Vcpu::whole(1), sim::Bytes::gib(1)}, sim::Time{}));
}

TEST(MachineGroupSchema, Rule_0_1_StartUpPhasesAreThoseMeasured) {
  const auto config = read_config<MachineGroupConfig>("{instance_type: m7i.large}\n");
  EXPECT_EQ(sim::random::mean_of(config.api), sim::Duration::milliseconds(4'800));
  EXPECT_EQ(sim::random::mean_of(config.pending), sim::Duration::milliseconds(17'810));
  EXPECT_EQ(sim::random::mean_of(config.boot), sim::Duration::milliseconds(3'220));
  EXPECT_EQ(config.zones, 3);
  EXPECT_EQ(config.monitoring, Monitoring::kDetailed);
  EXPECT_FALSE(config.public_ipv4);
}

}  // namespace
}  // namespace models::fleet
