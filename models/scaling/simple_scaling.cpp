// Simple scaling: one adjustment per alarm, and then nothing until a cooldown is over.
//
// What: as step scaling with a single step, but after a scaling activity nothing more is done until its instances have
//   launched and the cooldown, which begins then, has passed. Instances count from the moment they serve.
// Source: EC2 Auto Scaling user guide, step and simple scaling policies, scaling cooldowns (2023-06).
// Units: as step scaling.
// Assumes: that the last instance has launched is seen when the next metric is published; a cooldown after scaling in
//   begins at once.
// Leaves out: a scale-in's connection draining, which AWS waits for before the cooldown begins.
// Checked against: tests/unit/models/scaling/simple_scaling_test.cpp.
#include <cstdint>
#include <memory>
#include <optional>

#include <fmt/core.h>

#include "models/ports/catalog_entry.hpp"
#include "models/scaling/step_scaling.hpp"
#include "sim/config/describe.hpp"

namespace models::scaling {
namespace {

constexpr std::string_view kSentence = "Changes the group by one step per alarm, and waits for a cooldown after each.";

struct SimpleAlarmConfig {
  StepAlarmBasis basis{};
  std::int64_t adjustment = 0;
  static const sim::config::Schema& schema() {
    static const sim::config::Schema schema = [] {
      sim::config::Describe<SimpleAlarmConfig> d{"simple_alarm", "An alarm and what it does."};
      d.embed<&SimpleAlarmConfig::basis>();
      d.field<&SimpleAlarmConfig::adjustment>("scaling_adjustment",
                                              "Instances, or percent of the capacity; negative takes away.")
          .range("-1000000", "1000000")
          .example("2");
      return d.done();
    }();
    return schema;
  }
};

struct SimpleScalingConfig {
  StepScalingBasis basis{};
  std::optional<SimpleAlarmConfig> scale_out{};
  std::optional<SimpleAlarmConfig> scale_in{};
  sim::Duration cooldown{};
  static const sim::config::Schema& schema();
};

void check_alarm(const std::optional<SimpleAlarmConfig>& alarm, bool is_out, const char* path,
                 sim::config::Checker& check) {
  if (!alarm) {
    return;
  }
  check_alarm_basis(alarm->basis, path, check);
  if (alarm->basis.adjustment_type == AdjustmentType::kExactCapacity) {
    if (alarm->adjustment < 0) {
      check.error(fmt::format("{}.scaling_adjustment", path),
                  fmt::format("{} is no capacity; exact_capacity wants 0 or more", alarm->adjustment));
    }
  } else if (is_out ? alarm->adjustment < 0 : alarm->adjustment > 0) {
    check.error(fmt::format("{}.scaling_adjustment", path),
                fmt::format("{} in {} would {} capacity; did you mean {}?", alarm->adjustment, path,
                            is_out ? "take away" : "add", -alarm->adjustment));
  }
}

const sim::config::Schema& SimpleScalingConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<SimpleScalingConfig> d{"simple_scaling", std::string{kSentence}};
    d.embed<&SimpleScalingConfig::basis>();
    d.field<&SimpleScalingConfig::scale_out>("scale_out", "Acts while the metric is at or above its threshold.");
    d.field<&SimpleScalingConfig::scale_in>("scale_in", "Acts while the metric is at or below its threshold.");
    d.field<&SimpleScalingConfig::cooldown>("cooldown",
                                            "Nothing more is done for so long after the last instance has launched.")
        .range("0s", "1d")
        .defaults_to("300s")
        .source("Amazon EC2 Auto Scaling user guide, scaling cooldowns", "2023-06");
    d.check([](const SimpleScalingConfig& config, sim::config::Checker& check) {
      if (!config.scale_out && !config.scale_in) {
        check.error("",
                    "without `scale_out` and `scale_in` nothing is scaled; give one, or write scaling: {kind: "
                    "fixed}");
      }
      check_alarm(config.scale_out, true, "scale_out", check);
      check_alarm(config.scale_in, false, "scale_in", check);
    });
    return d.done();
  }();
  return schema;
}

std::optional<StepAlarmConfig> one_step(const std::optional<SimpleAlarmConfig>& alarm, bool is_out) {
  if (!alarm) {
    return std::nullopt;
  }
  StepAdjustment step;
  (is_out ? step.lower : step.upper) = 0.0;
  step.adjustment = alarm->adjustment;
  return StepAlarmConfig{alarm->basis, {step}};
}

class SimpleScaling final : public StepScaling {
 public:
  explicit SimpleScaling(const SimpleScalingConfig& config)
      : StepScaling{{config.basis, one_step(config.scale_out, true), one_step(config.scale_in, false),
                     sim::Duration{}}},
        cooldown_{config.cooldown} {}

  std::optional<ScalingDecision> observe(const LoadSample& sample, const CapacityView& view, sim::Time now) override {
    if (is_launching_ && !view.warming) {
      is_launching_ = false;
      ends_ = now + cooldown_;
    }
    CapacityView plain = view;
    plain.warming = false;
    const std::optional<ScalingDecision> decision = StepScaling::observe(sample, plain, now);
    if (!decision || is_launching_ || now < ends_) {
      return std::nullopt;
    }
    is_launching_ = decision->desired > view.desired;
    ends_ = now + cooldown_;
    return decision;
  }

 private:
  sim::Duration cooldown_;
  bool is_launching_ = false;
  sim::Time ends_ = sim::Time::at(-sim::Duration::days(366));
};

}  // namespace

ScalingEntry simple_scaling() {
  ScalingEntry entry;
  entry.name = "simple_scaling";
  entry.sentence = kSentence;
  entry.schema = &SimpleScalingConfig::schema;
  entry.make = [](const void* config) -> std::unique_ptr<ScalingPolicy> {
    return std::make_unique<SimpleScaling>(*static_cast<const SimpleScalingConfig*>(config));
  };
  return entry;
}

}  // namespace models::scaling
