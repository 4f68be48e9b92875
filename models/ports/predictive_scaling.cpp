#include "models/ports/predictive_scaling.hpp"

#include "sim/config/describe.hpp"

namespace models {
namespace {

constexpr const char* kUserGuide = "Amazon EC2 Auto Scaling user guide, predictive scaling";
constexpr const char* kUserGuideDate = "2023-06";

void check_target(const PredictiveScalingConfig& config, sim::config::Checker& check) {
  const bool is_cpu = config.metric == PredictedMetric::kCpu;
  if (is_cpu && !config.target) {
    check.error("target", "metric cpu needs `target`, the CPU use to keep, e.g. 50%");
  }
  if (!is_cpu && !config.target_rate) {
    check.error("target_rate",
                "metric requests_per_target needs `target_rate`, the requests per replica to keep, e.g. 600/min");
  }
  if (is_cpu && config.target_rate) {
    check.error("target_rate", "`target_rate` belongs to metric requests_per_target; for cpu give `target`");
  }
  if (!is_cpu && config.target) {
    check.error("target", "`target` belongs to metric cpu; for requests_per_target give `target_rate`");
  }
}

}  // namespace

const sim::config::Schema& PredictiveScalingConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<PredictiveScalingConfig> d{
        "predictive_scaling", "Forecasts the load of the hours to come and launches for it before it comes."};
    d.field<&PredictiveScalingConfig::metric>("metric", "What is forecast.")
        .choices({{"cpu", PredictedMetric::kCpu, "CPU used by the group."},
                  {"requests_per_target", PredictedMetric::kRequestsPerTarget, "Requests to the group."}})
        .defaults_to("cpu");
    d.field<&PredictiveScalingConfig::target>("target", "With metric cpu: the use to keep.")
        .range("1%", "100%")
        .example("50%");
    d.field<&PredictiveScalingConfig::target_rate>("target_rate",
                                                   "With metric requests_per_target: requests per replica to keep.")
        .range("1/h", "1000000/s")
        .example("600/min");
    d.field<&PredictiveScalingConfig::mode>("mode",
                                            "Whether the forecast is acted upon; AWS begins with forecast_only.")
        .choices({{"forecast_and_scale", PredictiveMode::kForecastAndScale, "It is the group's minimum, hour by hour."},
                  {"forecast_only", PredictiveMode::kForecastOnly, "It is written to events.csv, and that is all."}})
        .defaults_to("forecast_and_scale");
    d.field<&PredictiveScalingConfig::scheduling_buffer_time>(
         "scheduling_buffer_time", "How long before the hour that needs them instances are launched.")
        .range("0s", "1h")
        .defaults_to("300s")
        .source("Amazon EC2 Auto Scaling API reference, PredictiveScalingConfiguration", kUserGuideDate)
        .unverified();
    d.field<&PredictiveScalingConfig::history>(
         "history", "How much load was seen before the run began, made from the workload's profile.")
        .range("24h", "14d")
        .defaults_to("14d")
        .source(kUserGuide, kUserGuideDate);
    d.field<&PredictiveScalingConfig::refresh>("refresh", "From one forecast to the next.")
        .range("1h", "48h")
        .defaults_to("6h")
        .source(kUserGuide, kUserGuideDate);
    d.check(&check_target);
    return d.done();
  }();
  return schema;
}

}  // namespace models
