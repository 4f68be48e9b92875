// What: a Poisson process of constant rate (with flash crowds: of the rate that they make).
// Units: arrivals per second; times from the start of the measured window.
// Checked against: tests/unit/models/workload/profile_workload_test.cpp
#include <memory>

#include "models/ports/catalog_entry.hpp"
#include "models/workload/overlays.hpp"
#include "models/workload/profile_workload.hpp"

namespace models::workload {

namespace {

constexpr std::string_view kSentence = "A Poisson process: independent users, no memory.";

struct PoissonConfig {
  sim::Rate rate{};
  OverlaysConfig overlays{};
  static const sim::config::Schema& schema();
};

const sim::config::Schema& PoissonConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<PoissonConfig> d{"poisson", std::string{kSentence}};
    d.field<&PoissonConfig::rate>("rate", "Arrivals per second.").range(kRateLow, kRateHigh).example("40/s");
    d.embed<&PoissonConfig::overlays>();
    return d.done();
  }();
  return schema;
}

std::unique_ptr<Workload> make_poisson(const void* config, ConfigProblems& /*problems*/) {
  const auto& c = *static_cast<const PoissonConfig*>(config);
  return std::make_unique<ProfileWorkload>(c.overlays.held({{sim::Duration{}, c.rate.per_second()}}), Spacing::kPoisson,
                                           true);
}

}  // namespace

WorkloadEntry poisson() {
  return {{"poisson", kSentence, &PoissonConfig::schema}, &make_poisson};
}

}  // namespace models::workload
