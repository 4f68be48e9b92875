#include "models/compute/ecs/deployment_config.hpp"

#include "sim/config/describe.hpp"

namespace models::ecs {

namespace {

constexpr const char* kRolling = "Amazon ECS developer guide, rolling update";
constexpr const char* kThrottle = "Amazon ECS developer guide, service throttle logic";
constexpr const char* kGuideDate = "2023-06";

void check_deployments(const DeploymentConfig& config, sim::config::Checker& check) {
  for (std::size_t i = 1; i < config.deployments.size(); ++i) {
    if (config.deployments[i].at <= config.deployments[i - 1].at) {
      check.error("deployments", "their times must ascend");
    }
  }
  const sim::Fraction all = sim::Fraction::percent(100);
  if (!config.deployments.empty() && config.minimum_healthy_percent >= all && config.maximum_percent <= all) {
    check.error("maximum_percent",
                "no deployment can begin: none of the old tasks may stop, and no new one may start beside them; raise "
                "it, or lower minimum_healthy_percent");
  }
  if (config.restart_delay > config.maximum_restart_delay) {
    check.error("restart_delay", "must not exceed maximum_restart_delay");
  }
}

}  // namespace

const sim::config::Schema& DeploymentStep::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<DeploymentStep> d{"deployment", "A new version of the service."};
    d.field<&DeploymentStep::at>("at", "When the service is updated.").range("0s", "3660d").example("10min");
    d.field<&DeploymentStep::new_layers>(
         "new_layers", "EC2: part of the image that an instance with the version before does not have yet.")
        .range("0%", "100%")
        .defaults_to("100%")
        .source("our choice: nothing of the old image is used again", "2026-11")
        .unverified();
    d.field<&DeploymentStep::fails_to_start>("fails_to_start", "Part of its tasks that stop before they run.")
        .range("0%", "100%")
        .defaults_to("0%");
    return d.done();
  }();
  return schema;
}

const sim::config::Schema& DeploymentConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<DeploymentConfig> d{"deployments", "How new versions of the service replace old ones."};
    d.field<&DeploymentConfig::deployments>("deployments", "New versions of the service, by time.").defaults_to("[]");
    d.field<&DeploymentConfig::minimum_healthy_percent>(
         "minimum_healthy_percent",
         "During a deployment at least this part of the desired count is in service; rounded up.")
        .range("0%", "100%")
        .defaults_to("100%")
        .source(kRolling, kGuideDate);
    d.field<&DeploymentConfig::maximum_percent>(
         "maximum_percent", "During a deployment at most so many tasks, of the desired count, exist; rounded down.")
        .range("100%", "200%")
        .defaults_to("200%")
        .source(kRolling, kGuideDate);
    d.field<&DeploymentConfig::circuit_breaker>(
         "circuit_breaker",
         "What becomes of a deployment of which half as many tasks as are desired, but at "
         "least 10 and at most 200, did not come up.")
        .choices({{"disabled", CircuitBreaker::kDisabled, "The scheduler tries for ever, ever more slowly."},
                  {"fail", CircuitBreaker::kFail, "Nothing more of it is launched."},
                  {"rollback", CircuitBreaker::kRollback, "The version before is deployed."}})
        .defaults_to("disabled")
        .source("Amazon ECS developer guide, deployment circuit breaker", kGuideDate);
    d.field<&DeploymentConfig::restart_delay>(
         "restart_delay",
         "How long the scheduler waits after tasks that stopped before they ran; doubles with every further round.")
        .positive()
        .defaults_to("10s")
        .source("our choice; the guide says only that it grows", "2026-11")
        .unverified();
    d.field<&DeploymentConfig::maximum_restart_delay>("maximum_restart_delay", "Where that growth ends.")
        .positive()
        .defaults_to("15min")
        .source(kThrottle, kGuideDate);
    d.check(check_deployments);
    return d.done();
  }();
  return schema;
}

}  // namespace models::ecs
