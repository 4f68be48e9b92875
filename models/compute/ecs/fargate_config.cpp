#include "models/compute/ecs/fargate_config.hpp"

#include "sim/config/describe.hpp"

namespace models::ecs {

namespace {

using sim::config::Checker;
using sim::config::Describe;

constexpr const char* kGuideDate = "2023-06";

void check_strategy(const CapacityProviderStrategy& strategy, Checker& check) {
  if (strategy.fargate.base > 0 && strategy.fargate_spot.base > 0) {
    check.error("fargate_spot.base", "only one capacity provider of a strategy may have a base; give the other 0");
  }
  if (strategy.fargate.weight == 0 && strategy.fargate_spot.weight == 0) {
    check.error("", "one capacity provider needs a weight above 0, or tasks beyond the base go nowhere");
  }
}

void check_options(const FargateOptions& options, Checker& check) {
  if (options.ephemeral_storage.count() % sim::Bytes::gib(1).count() != 0) {
    check.error("ephemeral_storage", "is given in whole GiB, such as 50GiB");
  }
  if (!options.spot.reclaims.empty() && !options.strategy().fargate_spot.gets_tasks()) {
    check.error("spot.reclaims",
                "no task runs on Spot; give capacity_provider_strategy, such as {fargate_spot: {weight: 1}}");
  }
}

void describe_interruptions(Describe<FargateSpotConfig>& d) {
  d.field<&FargateSpotConfig::interrupted_per_month>(
       "interrupted_per_month",
       "Share of the Spot tasks that AWS takes back within 730 h, each independently of how long it has run.")
      .range("0%", "99.9%")
      .defaults_to("5%")
      .source("no figure is published for Fargate Spot; the lowest band of the EC2 Spot Instance Advisor", "2025-06-28")
      .unverified();
  d.field<&FargateSpotConfig::interruption_notice>(
       "interruption_notice",
       "How long before capacity is taken back the task is told: it is deregistered and gets SIGTERM then, and SIGKILL "
       "at the end of `stop_timeout` or of this, whichever is earlier.")
      .range("0s", "1h")
      .defaults_to("2min")
      .source("AWS Fargate user guide, Fargate Spot termination notices", kGuideDate);
  d.field<&FargateSpotConfig::reclaims>("reclaims", "Times at which AWS takes Spot tasks back, to see what then.")
      .defaults_to("[]")
      .example("[{at: 2h, share: 50%}]");
}

}  // namespace

const sim::config::Schema& CapacityProviderStrategy::schema() {
  static const sim::config::Schema schema = [] {
    Describe<CapacityProviderStrategy> d{"capacity_provider_strategy",
                                         "How tasks are divided between On-Demand and Spot capacity."};
    d.field<&CapacityProviderStrategy::fargate>("fargate", "FARGATE: On-Demand.").defaults_to("{}");
    d.field<&CapacityProviderStrategy::fargate_spot>(
         "fargate_spot", "FARGATE_SPOT: spare capacity at a lower price, which AWS may take back.")
        .defaults_to("{}");
    d.check(check_strategy);
    return d.done();
  }();
  return schema;
}

const sim::config::Schema& SpotTaskReclaim::schema() {
  static const sim::config::Schema schema = [] {
    Describe<SpotTaskReclaim> d{"spot_task_reclaim", "A time at which AWS takes Spot tasks back."};
    d.field<&SpotTaskReclaim::at>("at", "When the tasks are told.").range("0s", "3660d").example("2h");
    d.field<&SpotTaskReclaim::share>("share", "Share of the Spot tasks, rounded up, the oldest first.")
        .range("0%", "100%")
        .example("50%");
    d.field<&SpotTaskReclaim::lasts>("lasts", "For so long from then on there is no Spot capacity for other tasks.")
        .range("0s", "3660d")
        .defaults_to("0s");
    return d.done();
  }();
  return schema;
}

const sim::config::Schema& FargateSpotConfig::schema() {
  static const sim::config::Schema schema = [] {
    Describe<FargateSpotConfig> d{"fargate_spot", "Launches and interruptions of tasks on Spot capacity."};
    d.field<&FargateSpotConfig::launch_rate>("launch_rate", "How fast the account's allowance for Spot is refilled.")
        .positive()
        .defaults_to("20/s")
        .without_quotas("1000000/s")
        .source("AWS Fargate throttling quotas: Spot tasks have a bucket of their own, 20 a second", "2026");
    d.field<&FargateSpotConfig::launch_burst>("launch_burst", "Spot tasks that the account may launch at once.")
        .range("1", "1000000")
        .defaults_to("100")
        .without_quotas("1000000")
        .source("AWS Fargate throttling quotas: Spot tasks, burst of 100", "2026");
    describe_interruptions(d);
    return d.done();
  }();
  return schema;
}

const sim::config::Schema& LazyLoading::schema() {
  static const sim::config::Schema schema = [] {
    Describe<LazyLoading> d{"lazy_loading", "Lazy loading of images by an index (SOCI)."};
    d.field<&LazyLoading::needed>("needed", "Share of the image that is read before the containers run.")
        .range("0%", "100%")
        .defaults_to("6.4%")
        .source("Harter et al., Slacker, FAST'16: 6.4 % of an image is needed to start; quoted by AWS for SOCI",
                "2023-07");
    return d.done();
  }();
  return schema;
}

const sim::config::Schema& FargateOptions::schema() {
  static const sim::config::Schema schema = [] {
    Describe<FargateOptions> d{"fargate_options", "What only Fargate has."};
    d.field<&FargateOptions::capacity_provider_strategy>(
         "capacity_provider_strategy",
         "Fargate: how tasks are divided between On-Demand and Spot capacity. Absent: all are On-Demand.")
        .example("{fargate: {base: 2, weight: 1}, fargate_spot: {weight: 3}}");
    d.field<&FargateOptions::spot>("spot", "Fargate: tasks on Spot capacity.").defaults_to("{}");
    d.memory<&FargateOptions::ephemeral_storage>("ephemeral_storage",
                                                 "Fargate: disk of a task; 20 GiB of it cost nothing.")
        .range("20GiB", "200GiB")
        .defaults_to("20GiB")
        .source("AWS Fargate user guide, task ephemeral storage: 20 GiB, up to 200 GiB", kGuideDate);
    d.field<&FargateOptions::lazy_loading>(
         "lazy_loading",
         "Fargate: containers start once the part of the image is there that they read (SOCI); the rest comes while "
         "they run. Absent: the whole image is pulled first.")
        .example("{}");
    d.check(check_options);
    return d.done();
  }();
  return schema;
}

}  // namespace models::ecs
