#include "models/routing/target_group_config.hpp"

#include "sim/config/describe.hpp"

namespace models::routing {

namespace {

constexpr const char* kHealthChecks = "Elastic Load Balancing, ALB guide, health checks";
constexpr const char* kDate = "2023-06";

void describe_checks(sim::config::Describe<TargetGroupConfig>& d) {
  d.field<&TargetGroupConfig::health_check_interval>(
       "health_check_interval",
       "Time between health checks of a target. A new target is in service after its first success, which comes "
       "within one interval, uniformly. Zero: no checks; a target serves at once.")
      .defaults_to("30s")
      .range("0s", "300s")
      .source("Elastic Load Balancing, ALB guide, health checks: 30 s; a new target must pass one check", "2026-11");
  d.field<&TargetGroupConfig::health_check_waits>(
       "health_check_waits",
       "Whether a check waits its turn like a request, as with a fixed pool of workers; then overload fails it. "
       "Otherwise a replica answers as long as it is up.")
      .defaults_to("false")
      .source("our choice: it depends on the application", "2026-11");
  d.field<&TargetGroupConfig::health_check_timeout>(
       "health_check_timeout",
       "With `health_check_waits`: a check fails when the replica's queue has no place, or when who stands first in it "
       "has waited longer than this.")
      .defaults_to("5s")
      .range("1ms", "120s")
      .source(kHealthChecks, kDate);
  d.field<&TargetGroupConfig::healthy_threshold>("healthy_threshold",
                                                 "Successes in a row that bring an unhealthy target back.")
      .unit_hint("checks")
      .defaults_to("5")
      .range("2", "10")
      .source(kHealthChecks, kDate);
  d.field<&TargetGroupConfig::unhealthy_threshold>(
       "unhealthy_threshold",
       "Failures in a row that take a target out of service. When all targets of a group are out, requests go to all "
       "of them (fail open).")
      .unit_hint("checks")
      .defaults_to("2")
      .range("2", "10")
      .source(kHealthChecks, kDate);
}

void check_times(const TargetGroupConfig& config, sim::config::Checker& check) {
  if (config.health_check_interval > sim::Duration{} && config.health_check_timeout >= config.health_check_interval) {
    check.error("health_check_timeout",
                "a check must be over before the next one: write less than "
                "`health_check_interval`");
  }
}

}  // namespace

const sim::config::Schema& TargetGroupConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<TargetGroupConfig> d{"target_group", "The targets of a load balancer."};
    describe_checks(d);
    d.field<&TargetGroupConfig::deregistration_delay>(
         "deregistration_delay",
         "How long a target that leaves may finish requests in progress; it leaves earlier when it holds none.")
        .defaults_to("300s")
        .range("0s", "1h")
        .source("Elastic Load Balancing, ALB guide, deregistration delay", kDate);
    d.check(&check_times);
    return d.done();
  }();
  return schema;
}

}  // namespace models::routing
