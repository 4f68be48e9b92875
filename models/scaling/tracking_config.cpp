#include "models/scaling/tracking_config.hpp"

#include <string>
#include <vector>

#include <fmt/core.h>

#include "sim/config/describe.hpp"
#include "sim/units/parse.hpp"

namespace models::scaling {
namespace {

constexpr const char* kAlarms = "alarms that AWS generated for CPU target 70 (ECS) and 560 requests (ASG)";
constexpr const char* kAlarmsDate = "2023-06";

void check_target(const TrackingConfig& config, sim::config::Checker& check) {
  if (config.metric == TrackedMetric::kCpu) {
    if (!config.target) {
      check.error("target", "metric cpu needs `target`, the CPU use to keep, e.g. 50%");
    }
    if (config.target_rate) {
      check.error("target_rate", "`target_rate` belongs to metric requests_per_target; for cpu give `target`");
    }
    return;
  }
  if (!config.target_rate) {
    check.error("target_rate",
                "metric requests_per_target needs `target_rate`, the requests per replica to keep, e.g. 600/min");
  }
  if (config.target) {
    check.error("target", "`target` belongs to metric cpu; for requests_per_target give `target_rate`");
  }
}

void check_tracking(const TrackingConfig& config, sim::config::Checker& check) {
  check_target(config, check);
  if (config.min > config.max) {
    check.error("min", fmt::format("min is {} but max is {}; min must not exceed max", config.min, config.max));
  }
  if (config.min == 0) {
    check.warning("min", "with no replica there is no metric, so a policy that has scaled in to 0 stays there");
  }
  if (config.alarm_period.nanoseconds() > 0 && config.alarm_period < sim::Duration::seconds(60) &&
      check.is_given("alarm_period")) {
    check.warning("alarm_period", fmt::format("{} is shorter than the minute that EC2 and ECS publish metrics at",
                                              sim::to_text(config.alarm_period)));
  }
}

void describe_alarms(sim::config::Describe<TrackingConfig>& d) {
  d.field<&TrackingConfig::alarm_period>("alarm_period", "Length of a metric period; periods start at whole multiples.")
      .range("1s", "1d")
      .defaults_to("60s")
      .source(kAlarms, kAlarmsDate);
  d.field<&TrackingConfig::out_datapoints>("out_datapoints", "Periods in a row above the target before scaling out.")
      .range("1", "64")
      .defaults_to("3")
      .source(kAlarms, kAlarmsDate);
  d.field<&TrackingConfig::in_datapoints>("in_datapoints",
                                          "Periods in a row below the scale-in threshold before scaling in.")
      .range("1", "64")
      .defaults_to("15")
      .source(kAlarms, kAlarmsDate);
  d.field<&TrackingConfig::in_threshold>("in_threshold", "Scale-in threshold as a share of the target.")
      .range("1%", "100%")
      .defaults_to("90%")
      .source(kAlarms, kAlarmsDate);
  d.field<&TrackingConfig::publication_delay>("publication_delay",
                                              "From the end of a period until its metric can be read.")
      .range("0s", "1h")
      .defaults_to("60s")
      .source("said to be 1 to 2 minutes", "2023-06")
      .unverified();
}

}  // namespace

const sim::config::Schema& TrackingConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<TrackingConfig> d{"tracking", "What is tracked, within which bounds, by which alarms."};
    d.field<&TrackingConfig::metric>("metric", "What is tracked.")
        .choices({{"cpu", TrackedMetric::kCpu, "CPU used over CPU that the replicas have."},
                  {"requests_per_target", TrackedMetric::kRequestsPerTarget, "Requests per replica."}})
        .defaults_to("cpu");
    d.field<&TrackingConfig::target>("target", "With metric cpu: the use to keep.").range("1%", "1000%").example("50%");
    d.field<&TrackingConfig::target_rate>("target_rate",
                                          "With metric requests_per_target: requests per replica to keep.")
        .range("1/h", "1000000/s")
        .example("600/min");
    d.field<&TrackingConfig::min>("min", "Fewest replicas.").range("0", "1000000").example("2");
    d.field<&TrackingConfig::max>("max", "Most replicas.").range("1", "1000000").example("40");
    d.field<&TrackingConfig::disable_scale_in>("disable_scale_in", "Never scale in.").defaults_to("false");
    describe_alarms(d);
    d.check(&check_tracking);
    return d.done();
  }();
  return schema;
}

const sim::config::Schema& GroupTrackingConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<GroupTrackingConfig> d{"target_tracking",
                                                 "Keeps a metric of a group of instances near its target."};
    d.embed<&GroupTrackingConfig::tracking>();
    d.field<&GroupTrackingConfig::warm_up>(
         "warm_up",
         "Time after a new instance has booted in which its metrics do not count and nothing is scaled in. Left out: "
         "the group's `default_instance_warmup`, or else its `default_cooldown`.")
        .range("0s", "1d")
        .example("120s");
    return d.done();
  }();
  return schema;
}

const sim::config::Schema& ServiceTrackingConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<ServiceTrackingConfig> d{"service_target_tracking",
                                                   "Keeps a metric of a service of tasks near its target."};
    d.embed<&ServiceTrackingConfig::tracking>();
    d.field<&ServiceTrackingConfig::scale_out_cooldown>(
         "scale_out_cooldown",
         "Time after a scale-out in which only a larger scale-out acts, and adds only the difference.")
        .range("0s", "1d")
        .defaults_to("300s")
        .source("Application Auto Scaling user guide, target tracking for ECS services", "2023-06");
    d.field<&ServiceTrackingConfig::scale_in_cooldown>(
         "scale_in_cooldown", "Time after a scale-in in which nothing more is scaled in; a scale-out ends it.")
        .range("0s", "1d")
        .defaults_to("300s")
        .source("Application Auto Scaling user guide, target tracking for ECS services", "2023-06");
    d.field<&ServiceTrackingConfig::high_resolution>(
         "high_resolution",
         "With metric cpu: whether the service's high-resolution metric is tracked, whose period is 20 s instead of "
         "`alarm_period`. The policy's two alarms are high-resolution alarms then, which cost more.")
        .defaults_to("false")
        .source("Amazon ECS, high-resolution service metrics for target tracking", "2026-06");
    d.check([](const ServiceTrackingConfig& config, sim::config::Checker& check) {
      if (config.high_resolution && config.tracking.metric != TrackedMetric::kCpu) {
        check.error("high_resolution", "there is no high-resolution metric but cpu's");
      }
    });
    return d.done();
  }();
  return schema;
}

/// Limits are the service's, not a policy's: their fields are taken out, and their checks find nothing wrong.
const sim::config::Schema& PolicyOfSeveralConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<PolicyOfSeveralConfig> d{"policy", "One of the policies."};
    d.embed<&PolicyOfSeveralConfig::policy>();
    sim::config::Schema all = d.done();
    std::erase_if(all.fields, [](const sim::config::Field& field) { return field.key == "min" || field.key == "max"; });
    return all;
  }();
  return schema;
}

const sim::config::Schema& SeveralPoliciesConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<SeveralPoliciesConfig> d{
        "several", "Several target tracking policies of one service: the largest capacity that one asks for wins."};
    d.field<&SeveralPoliciesConfig::min>("min", "Fewest tasks.").range("1", "5000").example("2");
    d.field<&SeveralPoliciesConfig::max>("max", "Most tasks.").range("1", "5000").example("20");
    d.field<&SeveralPoliciesConfig::policies>("policies", "What is tracked.")
        .example("[{metric: cpu, target: 60%}, {metric: requests_per_target, target_rate: 600/min}]");
    d.check([](const SeveralPoliciesConfig& config, sim::config::Checker& check) {
      if (config.min > config.max) {
        check.error("min", fmt::format("min is {} but max is {}; min must not exceed max", config.min, config.max));
      }
      if (config.policies.empty()) {
        check.error("policies", "there is none");
      }
      for (const PolicyOfSeveralConfig& policy : config.policies) {
        if (policy.policy.tracking.publication_delay != config.policies.front().policy.tracking.publication_delay) {
          check.error("policies", "their `publication_delay` must be the same");
        }
      }
    });
    return d.done();
  }();
  return schema;
}

}  // namespace models::scaling
