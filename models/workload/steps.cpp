// What: a Poisson process whose rate is constant between given times.
// Units: arrivals per second; times from the start of the measured window.
// Assumes: before the first step its rate holds, after the last its own.
// Checked against: tests/unit/models/workload/profile_workload_test.cpp
#include <memory>
#include <vector>

#include <fmt/core.h>

#include "models/ports/catalog_entry.hpp"
#include "models/workload/overlays.hpp"
#include "models/workload/profile_workload.hpp"
#include "sim/units/parse.hpp"

namespace models::workload {

namespace {

constexpr std::string_view kSentence = "A rate that jumps at given times and stays in between.";

struct StepConfig {
  sim::Duration at{};
  sim::Rate rate{};
  static const sim::config::Schema& schema();
};

struct StepsConfig {
  std::vector<StepConfig> steps{};
  OverlaysConfig overlays{};
  static const sim::config::Schema& schema();
};

const sim::config::Schema& StepConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<StepConfig> d{"step", "A rate and when it begins."};
    d.field<&StepConfig::at>("at", "When the rate begins; of the first step it holds before as well.")
        .range("-3650d", "3650d")
        .example("1h");
    d.field<&StepConfig::rate>("rate", "Arrivals per second from then on.").range(kRateLow, kRateHigh).example("40/s");
    return d.done();
  }();
  return schema;
}

const sim::config::Schema& StepsConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<StepsConfig> d{"steps", std::string{kSentence}};
    d.field<&StepsConfig::steps>("steps", "The steps, in order of time.")
        .example("[{at: 0s, rate: 10/s}, {at: 1h, rate: 40/s}]");
    d.embed<&StepsConfig::overlays>();
    d.check([](const StepsConfig& c, sim::config::Checker& check) {
      if (c.steps.empty()) {
        check.error("steps", "there is no step; give at least one, e.g. [{at: 0s, rate: 10/s}]");
      }
      for (std::size_t i = 1; i < c.steps.size(); ++i) {
        if (c.steps[i].at <= c.steps[i - 1].at) {
          check.error(fmt::format("steps[{}].at", i),
                      fmt::format("{} is not after the step before it, at {}; steps must be in order of time",
                                  sim::to_text(c.steps[i].at), sim::to_text(c.steps[i - 1].at)));
        }
      }
    });
    return d.done();
  }();
  return schema;
}

std::unique_ptr<Workload> make_steps(const void* config, ConfigProblems& /*problems*/) {
  const auto& c = *static_cast<const StepsConfig*>(config);
  std::vector<RatePoint> points;
  for (const StepConfig& step : c.steps) {
    if (!points.empty()) {
      points.push_back({step.at, points.back().per_second});
    }
    points.push_back({step.at, step.rate.per_second()});
  }
  return std::make_unique<ProfileWorkload>(c.overlays.held(points), Spacing::kPoisson, c.steps.size() == 1);
}

}  // namespace

WorkloadEntry steps() {
  return {{"steps", kSentence, &StepsConfig::schema}, &make_steps};
}

}  // namespace models::workload
