// The YAML of `kind: ecs`: what belongs to which launch type, task sizes, and what people are told.
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/compute/ecs/task_size.hpp"
#include "sim/config/yaml_writer.hpp"
#include "tests/unit/models/compute/ecs_yaml.hpp"

namespace models::ecs {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(EcsConfig, DescribesItselfWithoutMistakes) {
  EXPECT_THAT(sim::config::problems_of(EcsConfig::schema(), families()), IsEmpty());
}

TEST(EcsConfig, DefaultsAreTheSourcedOnes) {
  const EcsConfig config = read_good(kFargate);
  EXPECT_EQ(config.registry.pull_bandwidth.count(), 27'500'000);
  EXPECT_EQ(config.scheduler_burst, 80);
  EXPECT_DOUBLE_EQ(config.scheduler_rate.per_second(), 500.0 / 60.0);
  EXPECT_EQ(config.launch_burst, 100);
  EXPECT_DOUBLE_EQ(config.launch_rate.per_second(), 20.0);
  EXPECT_EQ(config.registry.network, Network::kEndpoints);
  EXPECT_EQ(config.load_balancer.kind, "alb");
}

TEST(EcsConfig, ProvisioningAndPullTogetherTakeWhatWasMeasured) {
  // Ten starts of a 413 MB image, created to started; mean 56.9 s, standard deviation 3.18 s.
  const EcsConfig config = read_good(kFargate);
  const sim::Duration pull = config.registry.pull_time(sim::Bytes::megabytes(413));
  const double mean = sim::random::mean_of(config.provisioning).seconds();
  EXPECT_NEAR(mean + pull.seconds(), 56.9, 0.05);
  EXPECT_NEAR(mean * sim::random::cv_of(config.provisioning), 3.18, 0.05);
}

TEST(EcsConfig, FieldsOfTheOtherLaunchTypeAreErrors) {
  for (const std::string field :
       {"provisioning: 30s", "placement_retry: 5s", "launch_rate: 10/s", "launch_burst: 9", "architecture: arm64",
        "cpu_speed: 1.5", "capacity_provider_strategy: {fargate: {weight: 1}}", "lazy_loading: {}",
        "ephemeral_storage: 50GiB", "spot: {launch_burst: 7}"}) {
    EXPECT_THAT(problems_of(kEc2 + kInstances + field + "\n"), HasSubstr("belongs to `launch_type: fargate`"));
  }
  for (const std::string field :
       {"instances: {instance_type: m7i.large}", "capacity_provider: {max: 4}", "agent_join: 9s",
        "network_mode: bridge", "tasks_per_instance: 4", "provisioning_limit: 100", "provisioning_timeout: 5min",
        "awsvpc_trunking: true", "reserved_memory: 64MiB", "placement_strategy: [{type: random}]",
        "placement_constraints: {distinct_instance: true}", "daemons: {logs: {memory: 64MiB}}",
        "other_services: {batch: {cpu: 1, memory: 1GiB, replicas: 2}}"}) {
    EXPECT_THAT(problems_of(kFargate + field + "\n"), HasSubstr("belongs to `launch_type: ec2`"));
  }
}

TEST(EcsConfig, Ec2NeedsInstancesAndACapacityProvider) {
  const std::string problems = problems_of(kEc2);
  EXPECT_THAT(problems, HasSubstr("needs `instances`"));
  EXPECT_THAT(problems, HasSubstr("needs `capacity_provider`"));
}

// Rule 2.5 (a bucket for Spot), 2.21 (20 GiB, up to 200), 0.3 (6.4 % of an image).
/// The run of these tests is half an hour long.
TEST(EcsConfig, ADeploymentAfterTheEndIsAnError) {
  const std::string two = kFargate + "deployments: [{at: 29min}, {at: 30min}]\n";
  EXPECT_THAT(
      check(read_good(two), small_application()),
      ElementsAre("deployments[1].at: the run ends at 30m, before this deployment begins; let it begin earlier, "
                  "or give a longer `duration`"));
}

/// The least of what scales the service counts.
TEST(EcsConfig, Rule_2_1_TasksThatCanNeverAllBePlacedAreAnError) {
  const std::string yaml =
      "launch_type: ec2\ninstances: {instance_type: m7i.large}\ncapacity_provider: {max: 4}\n"
      "placement_constraints: {distinct_instance: true}\nscaling: {kind: fixed, replicas: ";
  EXPECT_THAT(check(read_good(yaml + "4}\n"), small_application()), IsEmpty());
  EXPECT_THAT(check(read_good(yaml + "5}\n"), small_application()),
              ElementsAre(HasSubstr("placement_constraints.distinct_instance: 5 tasks at least")));
}

TEST(EcsConfig, Rule_2_20_AWrongSizeNamesTheNearestFirst) {
  const auto problem = [](const std::string& task) {
    const std::vector<std::string> problems = check(read_good(kFargate + "task: " + task + "\n"), small_application());
    EXPECT_EQ(problems.size(), 1U);
    return problems.empty() ? "" : problems.front();
  };
  EXPECT_THAT(problem("{cpu: 0.5, memory: 5GiB}"), HasSubstr("; write 0.5 vCPU 4GiB or 1 vCPU 5GiB. All sizes: 0.25"));
  EXPECT_THAT(problem("{cpu: 1, memory: 9GiB}"), HasSubstr("; write 1 vCPU 8GiB. All sizes: 0.25")) << "none is larger";
}

/// What belongs to the other launch type is no assumption of the run.
TEST(EcsConfig, FieldsOfTheOtherLaunchTypePlayNoPart) {
  const auto idle = [](const std::string& yaml) {
    const EcsConfig config = read_good(yaml);
    return entry().traits(&config, WorldFacts{}).without_part;
  };
  EXPECT_THAT(idle(kEc2 + kInstances), testing::Contains("cpu_speed"));
  EXPECT_THAT(idle(kEc2 + kInstances), testing::Not(testing::Contains("agent_join")));
  EXPECT_THAT(idle(kFargate), testing::Contains("agent_join"));
  EXPECT_THAT(idle(kFargate), testing::Not(testing::Contains("cpu_speed")));
}

TEST(EcsConfig, DefaultsOfFargateAreTheSourcedOnes) {
  const EcsConfig config = read_good(kFargate + "lazy_loading: {}\n");
  EXPECT_EQ(config.fargate.spot.launch_burst, 100);
  EXPECT_DOUBLE_EQ(config.fargate.spot.launch_rate.per_second(), 20.0);
  EXPECT_EQ(config.fargate.spot.interruption_notice, sim::Duration::minutes(2));
  EXPECT_EQ(config.fargate.ephemeral_storage, sim::Bytes::gib(20));
  EXPECT_EQ(config.fargate.lazy_loading.value_or(LazyLoading{}).needed, sim::Fraction::billionths(64'000'000));
  EXPECT_EQ(config.stop_timeout, sim::Duration::seconds(30));
  EXPECT_FALSE(config.fargate.strategy().fargate_spot.gets_tasks());
  EXPECT_TRUE(config.fargate.strategy().fargate.gets_tasks());
}

TEST(EcsConfig, WhatAStrategyMustSay) {
  const std::string strategy = kFargate + "capacity_provider_strategy: ";
  EXPECT_THAT(problems_of(strategy + "{fargate: {base: 1, weight: 1}, fargate_spot: {base: 1}}\n"),
              HasSubstr("only one capacity provider of a strategy may have a base"));
  EXPECT_THAT(problems_of(strategy + "{fargate: {base: 3}}\n"), HasSubstr("needs a weight above 0"));
  EXPECT_THAT(problems_of(strategy + "{fargate_spots: {weight: 1}}\n"), HasSubstr("fargate_spot"));
  EXPECT_THAT(problems_of(kFargate + "spot: {reclaims: [{at: 1h, share: 50%}]}\n"), HasSubstr("no task runs on Spot"));
}

TEST(EcsConfig, StorageIsInWholeGibBetween20And200) {
  EXPECT_THAT(problems_of(kFargate + "ephemeral_storage: 20.5GiB\n"), HasSubstr("whole GiB"));
  EXPECT_FALSE(problems_of(kFargate + "ephemeral_storage: 201GiB\n").empty());
  EXPECT_FALSE(problems_of(kFargate + "ephemeral_storage: 19GiB\n").empty());
}

// Rule 2.22: the price book has Spot prices of x86_64 alone.
TEST(EcsConfig, SpotOnArmIsAnError) {
  const std::string arm = kFargate + "architecture: arm64\n";
  EXPECT_THAT(check(read_good(arm + "capacity_provider_strategy: {fargate_spot: {weight: 1}}\n"), small_application()),
              ElementsAre(HasSubstr("no Fargate Spot price for arm64")));
  EXPECT_THAT(check(read_good(arm), small_application()), IsEmpty());
}

TEST(EcsConfig, TheSummaryNamesSpot) {
  const auto summary_of = [](const std::string& strategy) {
    const EcsConfig config = read_good(kFargate + "capacity_provider_strategy: " + strategy + "\n");
    return entry().summarise(&config, small_application(), WorldFacts{});
  };
  EXPECT_THAT(summary_of("{fargate_spot: {weight: 1}}"), HasSubstr("ECS on Fargate Spot, 0.5 vCPU"));
  EXPECT_THAT(summary_of("{fargate: {base: 2, weight: 1}, fargate_spot: {weight: 3}}"),
              HasSubstr("ECS on Fargate with 3 of 4 tasks beyond the first 2 on Spot, 0.5 vCPU"));
}

TEST(EcsConfig, Rule_2_2_DeploymentsMayDoubleTheTasksAndKeepAllHealthy) {
  const DeploymentConfig deployment = read_good(kFargate).deployment;
  EXPECT_EQ(deployment.minimum_healthy_percent, sim::Fraction::percent(100));
  EXPECT_EQ(deployment.maximum_percent, sim::Fraction::percent(200));
  EXPECT_EQ(deployment.maximum_restart_delay, sim::Duration::minutes(15));  // rule 2.7
  EXPECT_EQ(deployment.failure_threshold.type, ThresholdType::kBoundedPercent);
  EXPECT_EQ(deployment.failure_threshold.value, 50);
  EXPECT_TRUE(deployment.reset_on_healthy_task);
  EXPECT_EQ(deployment.healthy_after, sim::Duration::seconds(40));
}

std::vector<std::string> warnings_of(const std::string& yaml) {
  const EcsConfig config = read_good(yaml);
  Problems problems;
  entry().check(&config, small_application(), WorldFacts{}, problems);
  return problems.warnings;
}

TEST(EcsConfig, Rule_2_2_ADeploymentThatCannotBeginIsAWarning) {
  const auto of = [](const std::string& percent) {
    return warnings_of(kFargate + "deployments: [{at: 10min}]\nmaximum_percent: " + percent + "\n");
  };
  EXPECT_THAT(of("149%"), ElementsAre("while 2 tasks are desired no deployment can begin: between 2 and 2 tasks there "
                                      "is room for none; raise it to 150% at least, or lower minimum_healthy_percent"));
  EXPECT_THAT(of("150%"), IsEmpty());
}

TEST(EcsConfig, Rule_2_6_MoreTasksThanTheQuotaAreAWarning) {
  const std::string many = "launch_type: fargate\nscaling: {kind: fixed, replicas: 5001}\n";
  EXPECT_THAT(warnings_of(many), ElementsAre(HasSubstr("up to 5001 tasks, but an account has a quota of 5000")));
  EXPECT_THAT(warnings_of(many + "task_quota: 5001\n"), IsEmpty());
}

TEST(EcsConfig, MistakesOfPlacementAndDeploymentsAreNamed) {
  const auto problems = [](const std::string& field) { return problems_of(kEc2 + kInstances + field + "\n"); };
  EXPECT_THAT(problems("placement_strategy: [{type: binpack, field: zone}]"), HasSubstr("binpack wants `field: cpu`"));
  EXPECT_THAT(problems("placement_strategy: [{type: spread}]"), HasSubstr("spread wants `field: zone`"));
  EXPECT_THAT(problems("placement_strategy: [{type: random, field: cpu}]"), HasSubstr("random none"));
  const std::string random = "{type: random}";
  EXPECT_THAT(problems("placement_strategy: [" + random + ", " + random + ", " + random + ", " + random + ", " +
                       random + ", " + random + "]"),
              HasSubstr("at most 5"));
  EXPECT_THAT(problems("awsvpc_trunking: true\nnetwork_mode: bridge"), HasSubstr("only with `network_mode: awsvpc`"));
  EXPECT_THAT(problems("deployments: [{at: 10min}, {at: 5min}]"), HasSubstr("must ascend"));
  EXPECT_THAT(problems("deployments: [{at: 10min}]\nmaximum_percent: 100%"), HasSubstr("no deployment can begin"));
  EXPECT_THAT(problems("failure_threshold: {value: 150}"), HasSubstr("give 100 at most, or `type: count`"));
  EXPECT_THAT(problems("healthy_after: 1min"), HasSubstr("`load_balancer: none`"));
  EXPECT_THAT(problems("restart_delay: 1h"), HasSubstr("must not exceed maximum_restart_delay"));
  EXPECT_THAT(problems("other_services: {batch: {cpu: 1, memory: 1GiB, replicas: 2, schedule: [{at: 2h, replicas: 1}, "
                       "{at: 1h, replicas: 3}]}}"),
              HasSubstr("must ascend"));
}

TEST(EcsConfig, WrittenOutWithAllDefaultsItReadsBackTheSame) {
  const std::string shared =
      "daemons: {logs: {memory: 64MiB}}\nother_services: {batch: {cpu: 1, memory: 1GiB, replicas: 2}}\n"
      "deployments: [{at: 10min}]\nfailure_threshold: {type: count, value: 500}\n"
      "placement_strategy: [{type: binpack, field: cpu}, {type: random}]\n";
  const std::string spot =
      "capacity_provider_strategy: {fargate_spot: {weight: 1}}\nspot: {reclaims: [{at: 1h, share: 50%}]}\n"
      "lazy_loading: {}\nephemeral_storage: 50GiB\n";
  for (const std::string& yaml : {kFargate, kFargate + spot, kEc2 + kInstances, kEc2 + kInstances + shared}) {
    const std::string written = sim::config::to_yaml(read_good(yaml));
    EXPECT_EQ(sim::config::to_yaml(read_good(written)), written);
  }
}

TEST(EcsConfig, FargateTasksTakeTheSmallestSizeThatHoldsTheContainers) {
  Application application = small_application();
  application.containers[0].second.cpu = sim::Vcpu::milli(300);
  const EcsConfig config = read_good(kFargate);
  EXPECT_THAT(check(config, application), IsEmpty());
  const TaskSize task = task_size(config, application, WorldFacts{});
  ASSERT_TRUE(task.size);
  EXPECT_EQ(task.size->vcpu, sim::Vcpu::milli(500));
  EXPECT_EQ(task.size->memory, sim::Bytes::gib(1));
  EXPECT_EQ(entry().summarise(&config, application, WorldFacts{}),
            "ECS on Fargate, 0.5 vCPU 1GiB tasks (containers: 0.3 vCPU 512MiB)");
}

TEST(EcsConfig, OneGivenPartOfAFargateSizeIsCompleted) {
  const Application application = small_application();
  const TaskSize by_cpu = task_size(read_good(kFargate + "task: {cpu: 1}\n"), application, WorldFacts{});
  ASSERT_TRUE(by_cpu.size);
  EXPECT_EQ(by_cpu.size->memory, sim::Bytes::gib(2));
  const TaskSize by_memory = task_size(read_good(kFargate + "task: {memory: 3GiB}\n"), application, WorldFacts{});
  ASSERT_TRUE(by_memory.size);
  EXPECT_EQ(by_memory.size->vcpu, sim::Vcpu::milli(500));
}

TEST(EcsConfig, InvalidFargateSizesAreAnsweredWithTheValidOnes) {
  const Application application = small_application();
  for (const auto& [task, field] : std::vector<std::pair<std::string, std::string>>{
           {"task: {cpu: 3}", "task.cpu"},                   // no such row
           {"task: {cpu: 0.5, memory: 8GiB}", "task.cpu"},   // not in that row
           {"task: {cpu: 0.25, memory: 1GiB}", "task.cpu"},  // valid, but smaller than the containers
           {"task: {memory: 512MiB}", "task.memory"},        // only with 0.25 vCPU
       }) {
    const std::vector<std::string> errors = check(read_good(kFargate + task + "\n"), application);
    ASSERT_EQ(errors.size(), 1U) << task;
    EXPECT_THAT(errors[0], HasSubstr(field + ": "));
    EXPECT_THAT(errors[0], HasSubstr("0.25 vCPU: 512MiB, 1GiB, 2GiB; 0.5 vCPU: 1GiB, 2GiB, 3GiB, 4GiB; 1 vCPU: 2GiB"));
  }
}

TEST(EcsConfig, ContainersLargerThanAnyFargateTaskAreAnError) {
  Application application = small_application();
  application.containers[0].second.cpu = sim::Vcpu::whole(2);
  EXPECT_THAT(check(read_good(kFargate), application), ElementsAre(HasSubstr("no Fargate task is as large")));
}

TEST(EcsConfig, TasksOnInstancesAreTheSumOfTheirContainersAndMustFit) {
  Application application = small_application();
  const EcsConfig config = read_good(kEc2 + kInstances);
  EXPECT_THAT(check(config, application), IsEmpty());
  EXPECT_EQ(entry().summarise(&config, application, WorldFacts{}),
            "ECS on EC2, 0.5 vCPU 512MiB tasks on m7i.large (2 vCPU, 8GiB)");
  EXPECT_THAT(check(read_good(kEc2 + kInstances + "task: {cpu: 0.25}\n"), application),
              ElementsAre("task.cpu: 0.25 vCPU is less than the 0.5 vCPU that the containers reserve"));
  EXPECT_THAT(check(read_good(kEc2 + kInstances + "task: {cpu: 4, memory: 16GiB}\n"), application),
              ElementsAre("task.cpu: a task takes 4 vCPU, but m7i.large has 2 vCPU",
                          HasSubstr("task.memory: a task takes 16GiB, but m7i.large leaves")));
  application.containers[0].second.memory = sim::Bytes::gib(8);
  EXPECT_THAT(check(config, application), ElementsAre(HasSubstr("instances.instance_type: a task takes 8GiB")));
}

TEST(EcsConfig, ATaskWithoutCpuHasNoMetric) {
  Application application = small_application();
  application.containers[0].second.cpu = sim::Vcpu{};
  EXPECT_THAT(check(read_good(kEc2 + kInstances), application), ElementsAre(HasSubstr("task: no container reserves")));
}

TEST(EcsConfig, AnUnknownInstanceTypeIsReportedWhereItStands) {
  EXPECT_THAT(check(read_good(kEc2 + "instances: {instance_type: m7i.larg}\ncapacity_provider: {max: 4}\n"),
                    small_application()),
              ElementsAre(HasSubstr("instances.instance_type: unknown instance type 'm7i.larg'")));
}

TEST(EcsConfig, TheFleetCarriesMicroVmsOrInstances) {
  const EcsConfig fargate = read_good(kFargate);
  const FleetDemand micro = entry().fleet_demand(&fargate, small_application(), WorldFacts{});
  EXPECT_EQ(micro.machine_type, "");
  EXPECT_EQ(micro.largest.memory, sim::Bytes::gib(1));
  const EcsConfig ec2 = read_good(kEc2 + kInstances);
  const FleetDemand machines = entry().fleet_demand(&ec2, small_application(), WorldFacts{});
  EXPECT_EQ(machines.machine_type, "m7i.large");
  EXPECT_EQ(machines.largest.vcpu, sim::Vcpu::whole(2));
  EXPECT_EQ(machines.zones, 3);
}

}  // namespace
}  // namespace models::ecs
