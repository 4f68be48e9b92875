#include "models/compute/ecs/deployment_config.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "sim/config/describe.hpp"
#include "sim/units/int128.hpp"

namespace models::ecs {

namespace {

constexpr const char* kRolling = "Amazon ECS developer guide, rolling update";
constexpr const char* kThrottle = "Amazon ECS developer guide, service throttle logic";
constexpr const char* kGuideDate = "2023-06";
constexpr const char* kBreaker = "Amazon ECS API reference, DeploymentCircuitBreaker";
constexpr const char* kThreshold =
    "Amazon ECS API reference, ThresholdConfiguration, and ServiceDeploymentCircuitBreaker: 0.5 x desired task count, "
    "minimum 3, maximum 200";
constexpr const char* kBreakerDate = "2026-07-01";

// Amazon ECS API reference, ServiceDeploymentCircuitBreaker, threshold (2026-07-01).
constexpr std::int64_t kLeastBounded = 3;
constexpr std::int64_t kMostBounded = 200;
constexpr std::int64_t kWhole = 100;
constexpr std::int64_t kBillion = 1'000'000'000;

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

std::int64_t failures_to_break(const FailureThreshold& threshold, std::int64_t desired) {
  const std::int64_t share = (desired * threshold.value + kWhole - 1) / kWhole;
  switch (threshold.type) {
    case ThresholdType::kBoundedPercent:
      return std::clamp(share, kLeastBounded, kMostBounded);
    case ThresholdType::kUnboundedPercent:
      return std::max<std::int64_t>(share, 1);
    case ThresholdType::kCount:
      break;
  }
  return threshold.value;
}

std::int64_t DeploymentConfig::least_healthy(std::int64_t desired) const {
  const sim::Int128 share = static_cast<sim::Int128>(desired) * minimum_healthy_percent.billionths();
  return static_cast<std::int64_t>((share + kBillion - 1) / kBillion);
}

std::int64_t DeploymentConfig::most(std::int64_t desired) const {
  return static_cast<std::int64_t>(static_cast<sim::Int128>(desired) * maximum_percent.billionths() / kBillion);
}

const sim::config::Schema& FailureThreshold::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<FailureThreshold> d{"failure_threshold",
                                              "How many tasks must fail before the circuit breaker ends a deployment."};
    d.field<&FailureThreshold::type>("type", "What `value` is.")
        .choices({{"bounded_percent", ThresholdType::kBoundedPercent,
                   "Percent of the desired count, rounded up; at least 3 tasks and at most 200."},
                  {"unbounded_percent", ThresholdType::kUnboundedPercent, "Percent of the desired count, rounded up."},
                  {"count", ThresholdType::kCount, "Tasks."}})
        .defaults_to("bounded_percent")
        .source(kThreshold, kBreakerDate);
    d.field<&FailureThreshold::value>("value", "A percentage from 1 to 100, or a number of tasks.")
        .range("1", "5000")
        .defaults_to("50")
        .source(kThreshold, kBreakerDate);
    d.check([](const FailureThreshold& threshold, sim::config::Checker& check) {
      if (threshold.type != ThresholdType::kCount && threshold.value > kWhole) {
        check.error("value", fmt::format("{} % of the desired count are more than all of it; give 100 at most, or "
                                         "`type: count` for a number of tasks",
                                         threshold.value));
      }
    });
    return d.done();
  }();
  return schema;
}

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

namespace {

void describe_breaker(sim::config::Describe<DeploymentConfig>& d) {
  d.field<&DeploymentConfig::circuit_breaker>(
       "circuit_breaker",
       "What becomes of a deployment of which too many tasks fail: they stop before they run, or the "
       "load balancer finds them unhealthy.")
      .choices({{"disabled", CircuitBreaker::kDisabled, "The scheduler tries for ever, ever more slowly."},
                {"fail", CircuitBreaker::kFail, "Nothing more of it is launched."},
                {"rollback", CircuitBreaker::kRollback, "The version before is deployed."}})
      .defaults_to("disabled")
      .source("Amazon ECS developer guide, deployment circuit breaker", kGuideDate);
  d.field<&DeploymentConfig::failure_threshold>("failure_threshold",
                                                "How many tasks must fail before the circuit breaker acts.")
      .defaults_to("{}")
      .example("{type: count, value: 5}");
  d.field<&DeploymentConfig::reset_on_healthy_task>(
       "reset_on_healthy_task",
       "Whether a task of the deployment that becomes healthy sets the count of failures back to 0, so that only "
       "consecutive ones add up; if not, all of the deployment do.")
      .defaults_to("true")
      .source(kBreaker, kBreakerDate);
}

}  // namespace

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
    d.field<&DeploymentConfig::healthy_after>(
         "healthy_after",
         "With `load_balancer: none`: how long after it reached RUNNING a task counts towards minimum_healthy_percent. "
         "The default is for containers without a health check; with one, give the time until it passes.")
        .range("0s", "1h")
        .defaults_to("40s")
        .source("Amazon ECS API reference, DeploymentConfiguration, minimumHealthyPercent", "2026-11");
    describe_breaker(d);
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
