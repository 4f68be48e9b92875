// What: a Poisson process whose rate goes from one value to another in a straight line, then stays.
// Units: arrivals per second; times from the start of the measured window.
// Assumes: before the ramp (and before t = 0) the first rate holds.
// Checked against: tests/unit/models/workload/profile_workload_test.cpp
#include <memory>

#include "models/ports/catalog_entry.hpp"
#include "models/workload/overlays.hpp"
#include "models/workload/profile_workload.hpp"

namespace models::workload {

namespace {

constexpr std::string_view kSentence = "A rate that grows or falls in a straight line and then stays.";

struct RampConfig {
  sim::Rate from{};
  sim::Rate to{};
  sim::Duration at{};
  sim::Duration over{};
  OverlaysConfig overlays{};
  static const sim::config::Schema& schema();
};

const sim::config::Schema& RampConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<RampConfig> d{"ramp", std::string{kSentence}};
    d.field<&RampConfig::from>("from", "The rate before the ramp.").range(kRateLow, kRateHigh).example("10/s");
    d.field<&RampConfig::to>("to", "The rate after the ramp.").range(kRateLow, kRateHigh).example("100/s");
    d.field<&RampConfig::at>("at", "When the ramp begins.").range("-3650d", "3650d").defaults_to("0s");
    d.field<&RampConfig::over>("over", "How long the ramp takes.").positive().range("", "3650d").example("1h");
    d.embed<&RampConfig::overlays>();
    return d.done();
  }();
  return schema;
}

std::unique_ptr<Workload> make_ramp(const void* config, ConfigProblems& /*problems*/) {
  const auto& c = *static_cast<const RampConfig*>(config);
  const std::vector<RatePoint> points{{c.at, c.from.per_second()}, {c.at + c.over, c.to.per_second()}};
  return std::make_unique<ProfileWorkload>(c.overlays.held(points), Spacing::kPoisson, c.from == c.to);
}

}  // namespace

WorkloadEntry ramp() {
  return {{"ramp", kSentence, &RampConfig::schema}, &make_ramp};
}

}  // namespace models::workload
