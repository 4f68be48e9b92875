#include "models/pricing/instance_catalogue.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/pricing/instance_family.hpp"
#include "models/pricing/price_book.hpp"

namespace {

using models::MachineShape;
using models::pricing::base_family;
using models::pricing::InstanceCatalogue;
using models::pricing::InstanceType;
using models::pricing::PriceBook;
using models::pricing::SpeedLookup;
using sim::Bytes;
using sim::Vcpu;
using testing::HasSubstr;

class Catalogue : public testing::Test {
 protected:
  PriceBook book_ = PriceBook::embedded();
  const InstanceCatalogue& catalogue_ = book_.instances();
};

TEST_F(Catalogue, KnowsWhatATypeIs) {
  const InstanceType* type = catalogue_.find("m7i.large");
  ASSERT_NE(type, nullptr);
  EXPECT_EQ(type->vcpus, Vcpu::whole(2));
  EXPECT_EQ(type->memory, Bytes::gib(8));
  EXPECT_EQ(type->architecture, "x86_64");
  EXPECT_EQ(type->network_interfaces, 3);
  EXPECT_EQ(type->ipv4_per_interface, 10);
  EXPECT_EQ(type->max_pods, 29);
  EXPECT_FALSE(type->is_burstable());
  EXPECT_FALSE(type->is_bare_metal);
  EXPECT_EQ(catalogue_.find("m7i.huge"), nullptr);
  EXPECT_EQ(catalogue_.find(""), nullptr);
}

TEST_F(Catalogue, KnowsBurstableTypes) {
  const InstanceType* type = catalogue_.find("t3.medium");
  ASSERT_NE(type, nullptr);
  EXPECT_TRUE(type->is_burstable());
  EXPECT_EQ(type->credits_per_hour_milli, 24'000);
  EXPECT_EQ(type->credits_max_milli, 576'000);
  EXPECT_EQ(type->baseline_milli_percent, 20'000);
  EXPECT_TRUE(type->is_unlimited);
  EXPECT_EQ(catalogue_.find("t2.xlarge")->baseline_milli_percent, 22'500);
  EXPECT_FALSE(catalogue_.find("t2.xlarge")->is_unlimited);
}

// The formula reproduces AWS's eni-max-pods table; credits earned are vCPUs x baseline x 60 minutes.
TEST_F(Catalogue, EveryRowIsConsistent) {
  for (const InstanceType& type : catalogue_.all()) {
    EXPECT_EQ(type.max_pods, type.network_interfaces * (type.ipv4_per_interface - 1) + 2) << type.name;
    if (type.is_burstable()) {
      const std::int64_t earned = type.vcpus.milli() / 1'000 * type.baseline_milli_percent * 60 / 100;
      EXPECT_NEAR(static_cast<double>(type.credits_per_hour_milli), static_cast<double>(earned),
                  0.02 * static_cast<double>(earned))
          << type.name;
    }
  }
}

// Per vCPU: m5 14.2k, m7i 23.4k, m7g 25.8k.
TEST_F(Catalogue, SpeedIsCoremarkPerThread) {
  EXPECT_NEAR(static_cast<double>(catalogue_.find("m5.large")->coremark_milli), 14.2e6, 0.06e6);
  EXPECT_NEAR(static_cast<double>(catalogue_.find("m7i.large")->coremark_milli), 23.4e6, 0.06e6);
  EXPECT_NEAR(static_cast<double>(catalogue_.find("m7g.large")->coremark_milli), 25.8e6, 0.06e6);
  const SpeedLookup same = catalogue_.cpu_speed("m7i.large", "m7i.large");
  ASSERT_TRUE(same.speed);
  EXPECT_EQ(same.speed->q32(), std::uint64_t{1} << 32);
  EXPECT_FALSE(same.is_derived);
  const SpeedLookup older = catalogue_.cpu_speed("m5.large", "m7i.large");
  ASSERT_TRUE(older.speed);
  EXPECT_NEAR(older.speed->value(), 14.2 / 23.4, 0.01);
}

TEST_F(Catalogue, ATypeWithoutAFigureTakesItsBaseFamilys) {
  const InstanceType* derived = catalogue_.find("c6id.2xlarge");
  ASSERT_NE(derived, nullptr);
  EXPECT_TRUE(derived->is_coremark_derived());
  EXPECT_EQ(derived->coremark_from, "c6i.2xlarge");
  EXPECT_EQ(derived->coremark_milli, catalogue_.find("c6i.2xlarge")->coremark_milli);
  EXPECT_TRUE(catalogue_.cpu_speed("c6id.2xlarge", "m7i.large").is_derived);
  const auto facts = catalogue_.instance("c6id.2xlarge");
  ASSERT_TRUE(facts);
  EXPECT_TRUE(facts->coremark_derived);
}

TEST_F(Catalogue, AnotherClockIsNotABase) {
  EXPECT_EQ(base_family("c6id"), "c6i");
  EXPECT_EQ(base_family("m8idn"), "m8id");
  EXPECT_EQ(base_family("r5b"), "r5");
  EXPECT_EQ(base_family("m7i-flex"), "m7i");
  EXPECT_EQ(base_family("r7iz"), "");
  EXPECT_EQ(base_family("m5"), "");
  EXPECT_EQ(base_family(""), "");
  const SpeedLookup none = catalogue_.cpu_speed("r7iz.large", "m7i.large");
  EXPECT_FALSE(none.speed);
  EXPECT_EQ(none.problem, "there is no CoreMark figure for r7iz.large or its base family: set cpu_speed");
  EXPECT_EQ(catalogue_.cpu_speed("m7i.large", "m7i.huge").problem,
            "'m7i.huge' is not an instance type of the price book");
}

TEST_F(Catalogue, HostsAreTheFamilysMetal) {
  ASSERT_NE(catalogue_.metal_host_of("m5.large"), nullptr);
  EXPECT_EQ(catalogue_.metal_host_of("m5.large")->name, "m5.metal");
  EXPECT_EQ(catalogue_.metal_host_of("m5.large")->vcpus, Vcpu::whole(96));
  EXPECT_EQ(catalogue_.metal_host_of("m7i.large")->name, "m7i.metal-48xl");
  EXPECT_EQ(catalogue_.metal_host_of("m7i-flex.large")->name, "m7i.metal-48xl");
  EXPECT_EQ(catalogue_.metal_host_of("t3.micro"), nullptr);
  EXPECT_FALSE(catalogue_.metal_host("m7i.huge"));
}

TEST_F(Catalogue, TheSmallestFargateSizeHoldsBoth) {
  const auto size = [&](Vcpu cpu, Bytes memory) { return catalogue_.fargate_size(cpu, memory); };
  EXPECT_EQ(size(Vcpu::milli(100), Bytes::mib(100))->memory, Bytes::mib(512));
  EXPECT_EQ(size(Vcpu::milli(250), Bytes::mib(2'049))->vcpu, Vcpu::milli(500));  // 0.25 vCPU ends at 2 GB
  EXPECT_EQ(size(Vcpu::milli(250), Bytes::mib(2'049))->memory, Bytes::gib(3));
  EXPECT_EQ(size(Vcpu::milli(1'001), Bytes::mib(1))->vcpu, Vcpu::whole(2));
  EXPECT_EQ(size(Vcpu::milli(1'001), Bytes::mib(1))->memory, Bytes::gib(4));
  EXPECT_EQ(size(Vcpu::whole(8), Bytes::gib(17))->memory, Bytes::gib(20));
  EXPECT_EQ(size(Vcpu::whole(16), Bytes::gib(120))->memory, Bytes::gib(120));
  EXPECT_FALSE(size(Vcpu::whole(16), Bytes::gib(121)));
  EXPECT_FALSE(size(Vcpu::whole(17), Bytes::gib(1)));
  EXPECT_EQ(catalogue_.fargate_sizes().size(), 3U + 4U + 7U + 13U + 23U + 12U + 12U);
}

}  // namespace
