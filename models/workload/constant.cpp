// What: arrivals at (k + 1/2) / rate, k = 0, 1, ...: no randomness. With a flash crowd, where the cumulative rate
//   reaches k + 1/2.
// Units: arrivals per second; times from the start of the measured window.
// Checked against: tests/unit/models/workload/profile_workload_test.cpp
#include <memory>

#include "models/ports/catalog_entry.hpp"
#include "models/workload/overlays.hpp"
#include "models/workload/profile_workload.hpp"

namespace models::workload {

namespace {

constexpr std::string_view kSentence = "Evenly spaced arrivals.";

struct ConstantConfig {
  sim::Rate rate{};
  OverlaysConfig overlays{};
  static const sim::config::Schema& schema();
};

const sim::config::Schema& ConstantConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<ConstantConfig> d{"constant", std::string{kSentence}};
    d.field<&ConstantConfig::rate>("rate", "Arrivals per second.").range(kRateLow, kRateHigh).example("40/s");
    d.embed<&ConstantConfig::overlays>();
    return d.done();
  }();
  return schema;
}

std::unique_ptr<Workload> make_constant(const void* config, ConfigProblems& /*problems*/) {
  const auto& c = *static_cast<const ConstantConfig*>(config);
  return std::make_unique<ProfileWorkload>(c.overlays.held({{sim::Duration{}, c.rate.per_second()}}), Spacing::kEven,
                                           true);
}

}  // namespace

WorkloadEntry constant() {
  return {{"constant", kSentence, &ConstantConfig::schema}, &make_constant};
}

}  // namespace models::workload
