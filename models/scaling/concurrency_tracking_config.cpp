// The YAML of target tracking of provisioned concurrency.
#include <fmt/core.h>

#include "models/scaling/tracking_config.hpp"
#include "sim/config/describe.hpp"

namespace models::scaling {
namespace {

void check_limits(const ConcurrencyTrackingConfig& config, sim::config::Checker& check) {
  if (config.min > config.max) {
    check.error("min", fmt::format("min is {} but max is {}; min must not exceed max", config.min, config.max));
  }
}

}  // namespace

const sim::config::Schema& ConcurrencyTrackingConfig::schema() {
  static const sim::config::Schema schema = [] {
    using Config = ConcurrencyTrackingConfig;
    sim::config::Describe<Config> d{"concurrency_target_tracking",
                                    "Keeps LambdaProvisionedConcurrencyUtilization, the share of provisioned "
                                    "environments in use, near its target."};
    d.field<&Config::target>("target", "The share to keep in use.").range("10%", "90%").example("70%");
    d.field<&Config::min>("min", "Fewest environments.").range("0", "1000000").example("2");
    d.field<&Config::max>("max", "Most environments.").range("1", "1000000").example("40");
    d.field<&Config::disable_scale_in>("disable_scale_in", "Never scale in.").defaults_to("false");
    d.field<&Config::scale_out_cooldown>(
         "scale_out_cooldown",
         "Time after a scale-out in which only a larger scale-out acts, and adds only the difference.")
        .range("0s", "1d")
        .defaults_to("0s")
        .source("Application Auto Scaling user guide, target tracking: Lambda", "2023-06");
    d.field<&Config::scale_in_cooldown>(
         "scale_in_cooldown", "Time after a scale-in in which nothing more is scaled in; a scale-out ends it.")
        .range("0s", "1d")
        .defaults_to("0s")
        .source("Application Auto Scaling user guide, target tracking: Lambda", "2023-06");
    d.field<&Config::out_datapoints>("out_datapoints", "Minutes in a row above the target before scaling out.")
        .range("1", "64")
        .defaults_to("3")
        .source("as in alarms that AWS generated for ECS", "2023-06")
        .unverified();
    d.field<&Config::in_datapoints>("in_datapoints", "Minutes in a row below 90 % of the target before scaling in.")
        .range("1", "64")
        .defaults_to("15")
        .source("as in alarms that AWS generated for ECS", "2023-06")
        .unverified();
    d.field<&Config::publication_delay>("publication_delay", "From the end of a minute until its metric can be read.")
        .range("0s", "1h")
        .defaults_to("60s")
        .source("said to be 1 to 2 minutes", "2023-06")
        .unverified();
    d.check(&check_limits);
    return d.done();
  }();
  return schema;
}

/// AlarmLow at 90 % of the target: below 63 % for a target of 70 %.
TrackingConfig ConcurrencyTrackingConfig::tracking() const {
  TrackingConfig config;
  config.metric = TrackedMetric::kConcurrency;
  config.target = target;
  config.min = min;
  config.max = max;
  config.disable_scale_in = disable_scale_in;
  config.alarm_period = sim::Duration::minutes(1);
  config.out_datapoints = out_datapoints;
  config.in_datapoints = in_datapoints;
  config.in_threshold = sim::Fraction::percent(90);
  config.publication_delay = publication_delay;
  return config;
}

}  // namespace models::scaling
