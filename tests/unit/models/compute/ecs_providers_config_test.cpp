// The YAML of `kind: ecs`: a cluster's capacity providers, and several types of instances in one.
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/models/compute/ecs_yaml.hpp"

namespace models::ecs {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kProviders =
    "capacity_providers:\n"
    "  steady: {base: 2, weight: 1, instances: {instance_type: m7i.large}, managed_scaling: {max: 4}}\n"
    "  cheap:\n"
    "    weight: 3\n"
    "    instances:\n"
    "      instance_type: m7i.large\n"
    "      mixed_instances: {on_demand_percentage_above_base_capacity: 0%}\n"
    "      spot_instance_draining: true\n"
    "    managed_scaling: {max: 4}\n";

TEST(EcsConfig, OneCapacityProviderHasNoName) {
  const std::vector<ClusterProvider> providers = read_good(kEc2 + kInstances).providers();
  ASSERT_EQ(providers.size(), 1U);
  EXPECT_EQ(providers[0].name, "");
  EXPECT_EQ(providers[0].field, "instances");
  EXPECT_EQ(providers[0].share.weight, 1);
  EXPECT_FALSE(providers[0].instances.spot_instance_draining);  // as AWS has it
  EXPECT_TRUE(EcsConfig{}.providers().empty());
}

TEST(EcsConfig, SeveralCapacityProvidersAreInTheOrderOfTheFile) {
  const std::vector<ClusterProvider> providers = read_good(kEc2 + kProviders).providers();
  ASSERT_EQ(providers.size(), 2U);
  EXPECT_EQ(providers[0].name, "steady");
  EXPECT_EQ(providers[0].share.base, 2);
  EXPECT_EQ(providers[1].field, "capacity_providers.cheap.instances");
  EXPECT_TRUE(providers[1].instances.spot_instance_draining);
  EXPECT_EQ(providers[1].managed_scaling.max, 4);
}

TEST(EcsConfig, CapacityProvidersThatDoNotGoTogetherAreErrors) {
  EXPECT_THAT(problems_of(kEc2 + kInstances + kProviders), HasSubstr("has its own instances and managed_scaling"));
  const auto with = [](const std::string& first, const std::string& second) {
    const std::string rest = ", instances: {instance_type: m7i.large}, managed_scaling: {max: 4}}\n";
    return kEc2 + "capacity_providers:\n  a: {" + first + rest + "  b: {" + second + rest;
  };
  EXPECT_THAT(problems_of(with("base: 1, weight: 1", "base: 1")), HasSubstr("only one capacity provider"));
  EXPECT_THAT(problems_of(with("base: 1", "weight: 0")), HasSubstr("needs a weight above 0"));
  std::string seven = kEc2 + "capacity_providers:\n";
  for (int i = 0; i < 7; ++i) {
    seven +=
        "  p" + std::to_string(i) + ": {weight: 1, instances: {instance_type: m7i.large}, managed_scaling: {max: 4}}\n";
  }
  EXPECT_THAT(problems_of(seven), HasSubstr("7 capacity providers; a strategy has at most 6"));
  EXPECT_THAT(problems_of(kFargate + kProviders), HasSubstr("belongs to `launch_type: ec2`"));
  EXPECT_THAT(problems_of(kEc2 + "instances: {instance_type: m7i.large, spot_instance_draining: true}\n"
                                 "capacity_provider: {max: 4}\n"),
              HasSubstr("no instance is Spot"));
}

TEST(EcsConfig, WhatIsWrongWithOneOfSeveralProvidersNamesIt) {
  const EcsConfig config =
      read_good(kEc2 +
                "capacity_providers:\n"
                "  a: {weight: 1, instances: {instance_type: m7i.large}, managed_scaling: {max: 4}}\n"
                "  b: {weight: 1, instances: {instance_type: m7i.lrge}, managed_scaling: {max: 4}}\n");
  EXPECT_THAT(check(config, small_application()),
              ElementsAre(HasSubstr("capacity_providers.b.instances.instance_type: unknown instance type")));
}

TEST(EcsConfig, PlacementOnATypeThatAProviderDoesNotLaunchIsAnError) {
  const std::string constraint = "placement_constraints: {member_of: {instance_types: [m7i.xlarge]}}\n";
  EXPECT_THAT(check(read_good(kEc2 + kInstances + constraint), small_application()),
              ElementsAre(HasSubstr("placement_constraints.member_of.instance_types: no instance is of such a type; "
                                    "instances launches m7i.large")));
}

// On the smaller type no task fits: managed scaling would do nothing for them. Where none fits anywhere it is an error.
TEST(EcsConfig, Rule_2_4_TasksTooLargeForTheSmallestTypeAreAWarning) {
  const std::string task = "task: {cpu: 3, memory: 4GiB}\nnetwork_mode: bridge\n";
  const auto instances = [](const std::string& types) {
    return "instances: {instance_type: m7i.xlarge, mixed_instances: {instance_types: [" + types +
           "]}}\ncapacity_provider: {max: 4}\n";
  };
  const EcsConfig mixed = read_good(kEc2 + task + instances("m7i.xlarge, m7i.large"));
  Problems problems;
  entry().check(&mixed, small_application(), WorldFacts{}, problems);
  EXPECT_THAT(problems.errors, IsEmpty());
  ASSERT_EQ(problems.warnings.size(), 1U);
  EXPECT_THAT(problems.warnings[0],
              HasSubstr("a task takes 3 vCPU, but m7i.large has 2 vCPU; managed scaling launches no "
                        "instance for tasks that do not fit on a group's smallest type"));
  const EcsConfig too_large =
      read_good(kEc2 + "task: {cpu: 5, memory: 4GiB}\nnetwork_mode: bridge\n" + instances("m7i.xlarge, m7i.large"));
  EXPECT_THAT(check(too_large, small_application()), testing::SizeIs(2));
}

}  // namespace
}  // namespace models::ecs
