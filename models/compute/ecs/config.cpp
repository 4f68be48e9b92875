#include "models/compute/ecs/config.hpp"

#include <array>
#include <span>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "sim/config/assumptions.hpp"
#include "sim/config/describe.hpp"

namespace models::ecs {

namespace {

using sim::config::Checker;
using sim::config::Describe;

constexpr std::array<std::string_view, 10> kOnlyFargate{"provisioning",
                                                        "placement_retry",
                                                        "launch_rate",
                                                        "launch_burst",
                                                        "architecture",
                                                        "cpu_speed",
                                                        "capacity_provider_strategy",
                                                        "lazy_loading",
                                                        "ephemeral_storage",
                                                        "spot"};
constexpr std::array<std::string_view, 14> kOnlyEc2{"instances",
                                                    "capacity_provider",
                                                    "capacity_providers",
                                                    "agent_join",
                                                    "network_mode",
                                                    "awsvpc_trunking",
                                                    "tasks_per_instance",
                                                    "reserved_memory",
                                                    "provisioning_limit",
                                                    "provisioning_timeout",
                                                    "placement_strategy",
                                                    "daemons",
                                                    "placement_constraints",
                                                    "other_services"};

/// Whether the field, or a part of it, differs from its default. (effective.yaml writes all defaults out, and must be
/// accepted: a default of the other launch type says nothing.)
bool says_something(const EcsConfig& config, std::string_view field) {
  if (field == "lazy_loading" && config.fargate.lazy_loading) {  // `{}` switches it on
    return true;
  }
  for (const sim::config::FieldValue& value : sim::config::assumptions(config)) {
    const bool is_field_or_part =
        value.path.starts_with(field) &&
        (value.path.size() == field.size() || value.path[field.size()] == '.' || value.path[field.size()] == '[');
    if (is_field_or_part && !value.is_default) {
      return true;
    }
  }
  return false;
}

/// Amazon ECS developer guide, capacity provider considerations (2023-06).
constexpr std::size_t kMostProviders = 6;

/// One provider, as `instances` and `capacity_provider`, or a map of several.
void check_providers(const EcsConfig& config, Checker& check) {
  const auto& providers = config.capacity_providers;
  if (providers.empty()) {
    if (!config.instances) {
      check.error(
          "",
          "`launch_type: ec2` needs `instances`, such as {instance_type: m7i.large}, or several `capacity_providers`");
    }
    if (!config.capacity_provider) {
      check.error("", "`launch_type: ec2` needs `capacity_provider`, such as {min: 2, max: 40}");
    }
    return;
  }
  for (const std::string_view field : {"instances", "capacity_provider"}) {
    if (check.is_given(field)) {
      check.error(field,
                  "each of the `capacity_providers` has its own instances and managed_scaling; remove this, or "
                  "them");
    }
  }
  std::int64_t bases = 0;
  std::int64_t weights = 0;
  for (const auto& [name, provider] : providers) {
    weights += provider.share.weight;
    if (provider.share.base > 0 && ++bases == 2) {
      check.error(fmt::format("capacity_providers.{}.base", name),
                  "only one capacity provider of a strategy may have a base; give the others 0");
    }
  }
  if (weights == 0) {
    check.error("capacity_providers",
                "one capacity provider needs a weight above 0, or tasks beyond the base go nowhere");
  }
  if (providers.size() > kMostProviders) {
    check.error("capacity_providers",
                fmt::format("{} capacity providers; a strategy has at most {}", providers.size(), kMostProviders));
  }
}

void check_ecs(const EcsConfig& config, Checker& check) {
  const bool is_fargate = config.launch_type == LaunchType::kFargate;
  for (const std::string_view field : fields_of_other_type(config.launch_type)) {
    if (check.is_given(field) && says_something(config, field)) {
      check.error(field, fmt::format("belongs to `launch_type: {}`, but the launch type is {}; remove one of them",
                                     is_fargate ? "ec2" : "fargate", is_fargate ? "fargate" : "ec2"));
    }
  }
  if (!is_fargate) {
    check_providers(config, check);
  }
  if (!config.has_balancer() && config.registry.network != Network::kPublicIp) {
    check.error("load_balancer", "without a balancer clients come to the tasks themselves; give `network: public_ip`");
  }
  if (config.has_balancer() && check.is_given("healthy_after") && config.deployment.healthy_after != kHealthyAfter) {
    check.error("healthy_after",
                "with a balancer a task counts when that finds it healthy; remove this, or give "
                "`load_balancer: none`");
  }
  if (config.awsvpc_trunking && config.network_mode == NetworkMode::kBridge) {
    check.error("awsvpc_trunking", "tasks have interfaces of their own only with `network_mode: awsvpc`");
  }
}

void describe_scheduler(Describe<EcsConfig>& d) {
  d.field<&EcsConfig::scheduler_rate>("scheduler_rate", "How fast the service scheduler launches tasks.")
      .positive()
      .defaults_to("500/min")
      .without_quotas("10000/s")
      .source("Amazon ECS service quotas as quoted by containersonaws.com: 500 tasks a minute and service",
              "2023-06-26");
  d.field<&EcsConfig::scheduler_burst>("scheduler_burst", "Tasks that the scheduler launches at once.")
      .range("1", "5000")
      .defaults_to("80")
      .source("containersonaws.com, a service of 16,000 tasks: launched 80 at a time", "2023-06-26")
      .unverified();
  d.field<&EcsConfig::task_quota>(
       "task_quota", "The account's quota of tasks per service: a scaling policy that may ask for more is warned of.")
      .range("1", "1000000")
      .defaults_to("5000")
      .without_quotas("1000000")
      .source("Amazon ECS service quotas: tasks per service", "2023-06");
}

/// Phases of a task's life that no other field has.
void describe_life(Describe<EcsConfig>& d) {
  d.field<&EcsConfig::activating>("activating",
                                  "ACTIVATING: from the containers' start until the task is RUNNING (service "
                                  "discovery, several target groups).")
      .range("0s", "1h")
      .defaults_to("0s")
      .source("no measurement found; measured start times include it", "2026-11")
      .unverified();
  d.field<&EcsConfig::stop>("stop", "STOPPING: from SIGTERM until the containers have ended by themselves; billed.")
      .range("0s", "1h")
      .defaults_to("0s")
      .source("our choice: programs end when told to", "2026-11")
      .unverified();
  d.field<&EcsConfig::stop_timeout>("stop_timeout", "From SIGTERM until SIGKILL ends what still runs.")
      .range("2s", "120s")
      .defaults_to("30s")
      .source("Amazon ECS, task definition parameters: stopTimeout, from memory", "2026-11")
      .unverified();
  d.field<&EcsConfig::deprovisioning>(
       "deprovisioning",
       "DEPROVISIONING: from the containers' end until the network interface is detached and the task's place is "
       "free; not billed on Fargate.")
      .range("0s", "1h")
      .defaults_to("0s")
      .source("no measurement found", "2026-11")
      .unverified();
}

void describe_common(Describe<EcsConfig>& d) {
  d.field<&EcsConfig::launch_type>("launch_type", "What tasks run on.")
      .choices({{"ec2", LaunchType::kEc2, "Container instances of yours, which a capacity provider scales."},
                {"fargate", LaunchType::kFargate, "A microVM of AWS's per task."}});
  d.field<&EcsConfig::task>("task", "Size of a task.").defaults_to("{}");
  d.embed<&EcsConfig::limits>();
  d.one_of<&EcsConfig::scaling>("scaling", "service_scaling", "What scales the number of tasks.");
  d.one_of<&EcsConfig::load_balancer>("load_balancer", "load_balancer", "What stands in front of the tasks.")
      .defaults_to("alb");
  d.embed<&EcsConfig::registry>();
  describe_life(d);
  d.field<&EcsConfig::health_check_grace_period>(
       "health_check_grace_period",
       "How long after its start a task that the load balancer finds unhealthy is left alone; after that the service "
       "replaces it.")
      .range("0s", "1d")
      .defaults_to("0s")
      .source("Amazon ECS developer guide, service definition parameters", "2023-06");
  describe_scheduler(d);
  d.embed<&EcsConfig::deployment>();
}

void describe_fargate(Describe<EcsConfig>& d) {
  d.field<&EcsConfig::provisioning>(
       "provisioning", "Fargate: from launch to the start of the image pull (capacity, network interface); not billed.")
      .defaults_to("{kind: lognormal, mean: 41.9s, cv: 0.076}")
      .source(
          "elasticscale.com: ten starts of a 413 MB image, created to started 56.9 s with standard deviation 3.2 s; "
          "less 15.0 s for the pull at 27.5 MB/s",
          "2024-04-10");
  d.field<&EcsConfig::placement_retry>("placement_retry",
                                       "Fargate: how long a task waits that no host had room for, before the next try.")
      .positive()
      .defaults_to("10s")
      .source("our choice; the real service is silent about its retries", "2026-11")
      .unverified();
  d.field<&EcsConfig::launch_rate>("launch_rate", "Fargate: how fast the account's launch allowance is refilled.")
      .positive()
      .defaults_to("20/s")
      .without_quotas("1000000/s")
      .source("AWS Fargate throttling quotas: on-demand tasks, 20 a second", "2026");
  d.field<&EcsConfig::launch_burst>("launch_burst", "Fargate: tasks that the account may launch at once.")
      .range("1", "1000000")
      .defaults_to("100")
      .without_quotas("1000000")
      .source("AWS Fargate throttling quotas: on-demand tasks, burst of 100", "2026");
  d.field<&EcsConfig::architecture>("architecture", "Fargate: instruction set; decides the price.")
      .choices({{"x86_64", CpuArchitecture::kX86, "Intel or AMD."}, {"arm64", CpuArchitecture::kArm, "Graviton."}})
      .defaults_to("x86_64");
  d.field<&EcsConfig::cpu_speed>(
       "cpu_speed", "Fargate: speed of a vCPU relative to the reference CPU. AWS publishes none; measure yours.")
      .range("0.01", "100")
      .defaults_to("1")
      .source("no published figure; taken as fast as the reference CPU", "2026-11")
      .unverified();
  d.embed<&EcsConfig::fargate>();
}

void describe_ec2(Describe<EcsConfig>& d) {
  d.field<&EcsConfig::instances>("instances", "EC2: the container instances.").example("{instance_type: m7i.large}");
  d.field<&EcsConfig::capacity_provider>("capacity_provider", "EC2: what scales the container instances.")
      .example("{min: 2, max: 40}");
  d.named<&EcsConfig::capacity_providers>(
       "capacity_providers",
       "EC2: several capacity providers, at most six, instead of `instances` and `capacity_provider`. Tasks of all "
       "services are divided among them by base and weight, and wait for an instance of their provider.")
      .defaults_to("{}");
  d.field<&EcsConfig::agent_join>("agent_join",
                                  "EC2: from the instance's OS being up to the ECS agent having joined the cluster.")
      .defaults_to("5s")
      .source("no measurement found; an estimate for Docker and the agent to start and register", "2026-11")
      .unverified();
  d.field<&EcsConfig::network_mode>("network_mode", "EC2: network mode of the task definition.")
      .choices({{"awsvpc", NetworkMode::kAwsvpc,
                 "A network interface per task: an instance holds one task fewer than it has interfaces."},
                {"bridge", NetworkMode::kBridge, "Tasks share the instance's interface; ports are mapped."}})
      .defaults_to("awsvpc")
      .source("Amazon ECS developer guide, task networking: the recommended mode, and Fargate's only one", "2023-06");
  d.field<&EcsConfig::tasks_per_instance>(
       "tasks_per_instance",
       "EC2: most tasks on one instance. Absent: with awsvpc the type's network interfaces less one, or what the price "
       "book says of the type with `awsvpc_trunking`; no limit with bridge.")
      .range("1", "1000")
      .example("10");
  d.field<&EcsConfig::awsvpc_trunking>(
       "awsvpc_trunking",
       "EC2: the account setting awsvpcTrunking: instances hold more tasks with interfaces of their own.")
      .defaults_to("false")
      .source("Amazon ECS developer guide, network interface trunking: an account opts in", "2023-06");
  d.memory<&EcsConfig::reserved_memory>("reserved_memory",
                                        "EC2: ECS_RESERVED_MEMORY, which the agent does not offer to tasks.")
      .range("0MiB", "")
      .defaults_to("0MiB")
      .source("Amazon ECS developer guide, container instance memory management", "2023-06");
  d.field<&EcsConfig::provisioning_limit>("provisioning_limit",
                                          "EC2: most tasks that may wait for an instance; further ones start later.")
      .range("1", "100000")
      .defaults_to("500")
      .source("Amazon ECS developer guide, cluster auto scaling: tasks in PROVISIONING per cluster", "2023-06");
  d.field<&EcsConfig::provisioning_timeout>(
       "provisioning_timeout",
       "EC2: how long a task waits for an instance before it gives up; another one is launched then.")
      .positive()
      .defaults_to("30min")
      .source("said to be 30 minutes; no page of AWS's found", "2026-11")
      .unverified();
  d.embed<&EcsConfig::placement>();
  d.named<&EcsConfig::daemons>("daemons", "EC2: daemon services; what they reserve no other task can have.")
      .defaults_to("{}");
  d.named<&EcsConfig::other_services>("other_services", "EC2: other services that share the instances.")
      .defaults_to("{}");
}

}  // namespace

std::span<const std::string_view> fields_of_other_type(LaunchType type) {
  return type == LaunchType::kFargate ? std::span<const std::string_view>{kOnlyEc2}
                                      : std::span<const std::string_view>{kOnlyFargate};
}

const sim::config::Schema& TaskConfig::schema() {
  static const sim::config::Schema schema = [] {
    Describe<TaskConfig> d{"task", "Size of the task definition."};
    d.field<&TaskConfig::cpu>(
         "cpu",
         "vCPU of a task. Absent: on Fargate the smallest valid size that holds the containers, on EC2 their sum.")
        .range("0.001", "192")
        .example("2");
    d.memory<&TaskConfig::memory>(
         "memory",
         "Memory of a task. Absent: on Fargate the smallest valid size that holds the containers, on EC2 their sum.")
        .positive()
        .example("4GiB");
    return d.done();
  }();
  return schema;
}

std::vector<ClusterProvider> EcsConfig::providers() const {
  std::vector<ClusterProvider> providers;
  for (const auto& [name, provider] : capacity_providers) {
    providers.push_back({.name = name,
                         .field = fmt::format("capacity_providers.{}.instances", name),
                         .instances = provider.instances,
                         .managed_scaling = provider.managed_scaling,
                         .share = provider.share});
  }
  if (providers.empty() && instances && capacity_provider) {
    providers.push_back({.name = "",
                         .field = "instances",
                         .instances = *instances,
                         .managed_scaling = *capacity_provider,
                         .share = {.base = 0, .weight = 1}});
  }
  return providers;
}

const sim::config::Schema& EcsConfig::schema() {
  static const sim::config::Schema schema = [] {
    Describe<EcsConfig> d{"ecs", "Amazon ECS: a service of tasks behind a load balancer, on EC2 instances or Fargate."};
    describe_common(d);
    describe_fargate(d);
    describe_ec2(d);
    d.check(check_ecs);
    return d.done();
  }();
  return schema;
}

}  // namespace models::ecs
