#include "models/scaling/step_config.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include <fmt/core.h>

#include "sim/config/describe.hpp"

namespace models::scaling {
namespace {

constexpr const char* kApiDate = "2023-06";
constexpr std::size_t kMostSteps = 20;  // Amazon EC2 Auto Scaling quotas, 2023-06
constexpr double kUnbounded = std::numeric_limits<double>::infinity();

/// What is wrong with the steps of one alarm, told at `path` ("scale_out").
class StepsCheck {
 public:
  StepsCheck(const StepAlarmConfig& alarm, bool is_out, std::string_view path, sim::config::Checker& check)
      : alarm_{alarm}, is_out_{is_out}, path_{path}, check_{check} {}

  void run() {
    check_alarm_basis(alarm_.basis, path_, check_);
    if (alarm_.steps.empty() || alarm_.steps.size() > kMostSteps) {
      check_.error(path_ + ".step_adjustments",
                   fmt::format("{} step adjustments; write between 1 and {}", alarm_.steps.size(), kMostSteps));
      return;
    }
    bool is_sound = true;
    for (std::size_t i = 0; i < alarm_.steps.size(); ++i) {
      is_sound = check_step(i) && is_sound;
    }
    if (is_sound) {
      check_neighbours();
    }
  }

 private:
  static double lower(const StepAdjustment& step) { return step.lower.value_or(-kUnbounded); }
  static double upper(const StepAdjustment& step) { return step.upper.value_or(kUnbounded); }
  std::string at(std::size_t step, const char* key = "") const {
    return fmt::format("{}.step_adjustments[{}]{}{}", path_, step, *key == '\0' ? "" : ".", key);
  }

  bool check_step(std::size_t i) {
    const StepAdjustment& step = alarm_.steps[i];
    if (!step.lower && !step.upper) {
      check_.error(at(i), fmt::format("give metric_interval_lower_bound or metric_interval_upper_bound; one step for "
                                      "all is {{metric_interval_{}_bound: 0, ...}}",
                                      is_out_ ? "lower" : "upper"));
      return false;
    }
    if (lower(step) >= upper(step)) {
      check_.error(at(i, "metric_interval_upper_bound"),
                   fmt::format("{} does not lie above the lower bound of {}", *step.upper, *step.lower));
      return false;
    }
    if (is_out_ ? upper(step) <= 0.0 : lower(step) >= 0.0) {
      check_.error(at(i), fmt::format("never applies: {} acts when the metric is {} the threshold, and bounds count "
                                      "from there",
                                      path_, is_out_ ? "at or above" : "at or below"));
      return false;
    }
    return check_adjustment(i);
  }

  bool check_adjustment(std::size_t i) {
    const std::int64_t adjustment = alarm_.steps[i].adjustment;
    if (alarm_.basis.adjustment_type == AdjustmentType::kExactCapacity) {
      if (adjustment < 0) {
        check_.error(at(i, "scaling_adjustment"),
                     fmt::format("{} is no capacity; exact_capacity wants 0 or more", adjustment));
      }
      return adjustment >= 0;
    }
    const bool has_sign = is_out_ ? adjustment >= 0 : adjustment <= 0;
    if (!has_sign) {
      check_.error(at(i, "scaling_adjustment"), fmt::format("{} in {} would {} capacity; did you mean {}?", adjustment,
                                                            path_, is_out_ ? "take away" : "add", -adjustment));
    }
    return has_sign;
  }

  /// Sorted by where they begin, each step must begin where the one before it ends, and nothing may lie beyond them.
  void check_neighbours() {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < alarm_.steps.size(); ++i) {
      order.push_back(i);
    }
    std::stable_sort(order.begin(), order.end(),
                     [this](std::size_t a, std::size_t b) { return lower(alarm_.steps[a]) < lower(alarm_.steps[b]); });
    for (std::size_t i = 1; i < order.size(); ++i) {
      const double end = upper(alarm_.steps[order[i - 1]]);
      const double begin = lower(alarm_.steps[order[i]]);
      if (begin != end) {
        const std::string which = begin < end ? "overlaps the step before it" : "leaves a gap after the step before it";
        check_.error(at(order[i]),
                     fmt::format("{}; begin it where that one ends, metric_interval_lower_bound: {}", which, end));
        return;
      }
    }
    const std::size_t last = is_out_ ? order.back() : order.front();
    const StepAdjustment& outer = alarm_.steps[last];
    if (is_out_ ? outer.upper.has_value() : outer.lower.has_value()) {
      check_.error(
          at(last),
          fmt::format("nothing would happen {} {}; leave metric_interval_{}_bound out", is_out_ ? "above" : "below",
                      alarm_.basis.threshold + (is_out_ ? *outer.upper : *outer.lower), is_out_ ? "upper" : "lower"));
    }
  }

  const StepAlarmConfig& alarm_;
  bool is_out_;
  std::string path_;
  sim::config::Checker& check_;
};

void warn_of_units(const StepScalingConfig& config, const StepAlarmConfig& alarm, const std::string& path,
                   sim::config::Checker& check) {
  if (config.basis.metric != TrackedMetric::kCpu) {
    return;
  }
  if (alarm.basis.threshold > 0.0 && alarm.basis.threshold <= 1.0) {
    check.warning(path + ".threshold", fmt::format("{} percent of CPU is next to nothing; did you mean {}?",
                                                   alarm.basis.threshold, alarm.basis.threshold * 100.0));
  } else if (alarm.basis.threshold > 100.0) {
    check.warning(path + ".threshold", fmt::format("CPU never comes to {} percent", alarm.basis.threshold));
  }
}

void check_steps(const StepScalingConfig& config, sim::config::Checker& check) {
  if (!config.scale_out && !config.scale_in) {
    check.error("", "without `scale_out` and `scale_in` nothing is scaled; give one, or write scaling: {kind: fixed}");
  }
  if (config.scale_out) {
    StepsCheck{*config.scale_out, true, "scale_out", check}.run();
    warn_of_units(config, *config.scale_out, "scale_out", check);
  }
  if (config.scale_in) {
    StepsCheck{*config.scale_in, false, "scale_in", check}.run();
    warn_of_units(config, *config.scale_in, "scale_in", check);
  }
  if (config.scale_out && config.scale_in && config.scale_out->basis.threshold < config.scale_in->basis.threshold) {
    check.warning("scale_in.threshold",
                  fmt::format("between {} and {} both alarms are on, and scaling out wins",
                              config.scale_out->basis.threshold, config.scale_in->basis.threshold));
  }
}

}  // namespace

void check_alarm_basis(const StepAlarmBasis& alarm, std::string_view path, sim::config::Checker& check) {
  if (alarm.datapoints_to_alarm.value_or(1) > alarm.evaluation_periods) {
    check.error(fmt::format("{}.datapoints_to_alarm", path),
                fmt::format("{} of {} periods can't breach; give at most `evaluation_periods`",
                            *alarm.datapoints_to_alarm, alarm.evaluation_periods));
  }
  if (alarm.min_adjustment_magnitude && alarm.adjustment_type != AdjustmentType::kPercentChangeInCapacity) {
    check.error(fmt::format("{}.min_adjustment_magnitude", path),
                "belongs to adjustment_type percent_change_in_capacity; other adjustments are instances already");
  }
}

const sim::config::Schema& StepAdjustment::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<StepAdjustment> d{
        "step_adjustment",
        "What to do when the metric lies so far from the threshold. Above the threshold a step has "
        "its lower bound and lacks its upper one, below it the other way round."};
    d.field<&StepAdjustment::lower>("metric_interval_lower_bound",
                                    "The metric is this much above the threshold, or more. Left out: no bound.")
        .range("-1000000000", "1000000000")
        .example("10");
    d.field<&StepAdjustment::upper>("metric_interval_upper_bound",
                                    "The metric is less than this much above the threshold. Left out: no bound.")
        .range("-1000000000", "1000000000")
        .example("20");
    d.field<&StepAdjustment::adjustment>("scaling_adjustment",
                                         "Instances, or percent of the capacity; negative takes away.")
        .range("-1000000", "1000000")
        .example("30");
    return d.done();
  }();
  return schema;
}

const sim::config::Schema& StepAlarmBasis::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<StepAlarmBasis> d{"alarm", "An alarm and how its adjustments are meant."};
    d.field<&StepAlarmBasis::threshold>(
         "threshold", "The alarm's threshold, as CloudWatch counts: percent of CPU, or requests per minute and target.")
        .range("0", "1000000000")
        .example("60");
    d.field<&StepAlarmBasis::evaluation_periods>("evaluation_periods", "Periods that the alarm looks at.")
        .range("1", "64")
        .defaults_to("1")
        .source("our choice: the first period that breaches acts", "2026-11")
        .unverified();
    d.field<&StepAlarmBasis::datapoints_to_alarm>("datapoints_to_alarm",
                                                  "How many of these must breach. Left out: all of them.")
        .range("1", "64")
        .example("2");
    d.field<&StepAlarmBasis::adjustment_type>("adjustment_type", "What `scaling_adjustment` means.")
        .choices({{"change_in_capacity", AdjustmentType::kChangeInCapacity, "So many instances more or fewer."},
                  {"percent_change_in_capacity", AdjustmentType::kPercentChangeInCapacity,
                   "Percent of the capacity: above 1 rounded down, between 0 and 1 it is 1; negative alike."},
                  {"exact_capacity", AdjustmentType::kExactCapacity, "So many instances."}})
        .defaults_to("change_in_capacity");
    d.field<&StepAlarmBasis::min_adjustment_magnitude>(
         "min_adjustment_magnitude", "With percent_change_in_capacity: fewest instances by which a step changes it.")
        .range("1", "1000000")
        .example("2");
    return d.done();
  }();
  return schema;
}

const sim::config::Schema& StepAlarmConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<StepAlarmConfig> d{"step_alarm", "An alarm and what it does, by how far it is breached."};
    d.embed<&StepAlarmConfig::basis>();
    d.field<&StepAlarmConfig::steps>("step_adjustments", "The steps: no gaps, no overlaps, at most 20.")
        .example("[{metric_interval_lower_bound: 0, scaling_adjustment: 2}]");
    return d.done();
  }();
  return schema;
}

const sim::config::Schema& StepScalingBasis::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<StepScalingBasis> d{"alarms", "What the alarms watch, and within which bounds."};
    d.field<&StepScalingBasis::metric>("metric", "What the alarms watch.")
        .choices({{"cpu", TrackedMetric::kCpu, "CPU used over CPU that the instances have, in percent."},
                  {"requests_per_target", TrackedMetric::kRequestsPerTarget, "Requests per minute and target."}})
        .defaults_to("cpu");
    d.field<&StepScalingBasis::min>("min", "Fewest instances.").range("0", "1000000").example("2");
    d.field<&StepScalingBasis::max>("max", "Most instances.").range("1", "1000000").example("40");
    d.field<&StepScalingBasis::alarm_period>("alarm_period",
                                             "Length of a metric period; periods start at whole multiples.")
        .range("1s", "1d")
        .defaults_to("60s")
        .source("Amazon EC2 user guide, detailed monitoring", kApiDate);
    d.field<&StepScalingBasis::publication_delay>("publication_delay",
                                                  "From the end of a period until its metric can be read.")
        .range("0s", "1h")
        .defaults_to("60s")
        .source("said to be 1 to 2 minutes", "2023-06")
        .unverified();
    d.check([](const StepScalingBasis& basis, sim::config::Checker& check) {
      if (basis.min > basis.max) {
        check.error("min", fmt::format("min is {} but max is {}; min must not exceed max", basis.min, basis.max));
      }
    });
    return d.done();
  }();
  return schema;
}

const sim::config::Schema& StepScalingConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<StepScalingConfig> d{"step_scaling",
                                               "Changes a group by steps, by how far a metric breaches an alarm."};
    d.embed<&StepScalingConfig::basis>();
    d.field<&StepScalingConfig::scale_out>("scale_out", "Acts while the metric is at or above its threshold.");
    d.field<&StepScalingConfig::scale_in>("scale_in", "Acts while the metric is at or below its threshold.");
    d.field<&StepScalingConfig::warm_up>(
         "warm_up",
         "Time after a new instance has booted in which it counts as added already and nothing is scaled in. Left "
         "out: the group's `default_instance_warmup`, or else its `default_cooldown`.")
        .range("0s", "1d")
        .example("120s");
    d.check(&check_steps);
    return d.done();
  }();
  return schema;
}

}  // namespace models::scaling
