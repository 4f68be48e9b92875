#include "models/compute/group_config.hpp"

#include <fmt/core.h>

#include "sim/config/describe.hpp"

namespace models::compute {
namespace {

constexpr const char* kUserGuide = "Amazon EC2 Auto Scaling user guide";
constexpr const char* kUserGuideDate = "2023-06";
constexpr std::size_t kMostActions = 125;  // Amazon EC2 Auto Scaling quotas, 2023-06

void describe_health(sim::config::Describe<GroupPolicies>& d) {
  d.field<&GroupPolicies::health_check_type>("health_check_type", "What makes the group replace an instance.")
      .choices({{"ec2", HealthCheckType::kEc2, "That it no longer runs."},
                {"elb", HealthCheckType::kElb, "That too, and that the load balancer does not find it healthy."}})
      .defaults_to("ec2")
      .source(kUserGuide, kUserGuideDate);
  d.field<&GroupPolicies::health_check_grace_period>("health_check_grace_period",
                                                     "With health_check_type elb: from running until an instance that "
                                                     "the balancer does not find healthy is replaced.")
      .range("0s", "7200s")
      .defaults_to("300s")
      .source("Amazon EC2 Auto Scaling user guide: what the console sets; 0 through the API", kUserGuideDate);
}

void describe_pace(sim::config::Describe<GroupPolicies>& d) {
  d.field<&GroupPolicies::default_instance_warmup>(
       "default_instance_warmup",
       "How long a new instance does not count, for policies that don't say. Left out: `default_cooldown`.")
      .range("0s", "1d")
      .example("120s");
  d.field<&GroupPolicies::default_cooldown>(
       "default_cooldown", "The warm-up where neither the policy nor `default_instance_warmup` says one.")
      .range("0s", "1d")
      .defaults_to("300s")
      .source(kUserGuide, kUserGuideDate);
}

void describe_plan(sim::config::Describe<GroupPolicies>& d) {
  d.field<&GroupPolicies::scheduled_actions>("scheduled_actions",
                                             "Limits and capacity by the clock; at most 125 actions.")
      .defaults_to("[]")
      .example("[{recurrence: \"0 8 * * *\", min_size: 10}]");
  d.field<&GroupPolicies::first_day>("first_day", "The day that begins at t = 0, for the `recurrence` of actions.")
      .choices({{"monday", Weekday::kMonday, ""},
                {"tuesday", Weekday::kTuesday, ""},
                {"wednesday", Weekday::kWednesday, ""},
                {"thursday", Weekday::kThursday, ""},
                {"friday", Weekday::kFriday, ""},
                {"saturday", Weekday::kSaturday, ""},
                {"sunday", Weekday::kSunday, ""}})
      .defaults_to("monday");
  d.field<&GroupPolicies::predictive_scaling>("predictive_scaling",
                                              "Launches for the load that past days announce, besides `scaling`.")
      .example("{metric: cpu, target: 50%}");
}

void check_plan(const GroupPolicies& config, sim::config::Checker& check) {
  if (config.scheduled_actions.size() > kMostActions) {
    check.error("scheduled_actions",
                fmt::format("{} actions; a group has at most {}", config.scheduled_actions.size(), kMostActions));
  }
}

}  // namespace

const sim::config::Schema& GroupPolicies::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<GroupPolicies> d{"group_policies", "What moves and watches an Auto Scaling group besides."};
    describe_plan(d);
    describe_pace(d);
    describe_health(d);
    d.check(&check_plan);
    return d.done();
  }();
  return schema;
}

}  // namespace models::compute
