// What: a Poisson process whose rate follows the hours of a day, and of a week if weekends differ.
// Source: the shape exp(k cos) of von Mises (Mardia and Jupp, "Directional Statistics", 2000, 3.5.4): the one smooth
//   positive day with a given mean and peak; k is solved from peak_to_mean.
// Units: arrivals per second; t = 0 is midnight at the start of `starts_on`.
// Assumes: continues backwards and forwards for ever. Tabulated by the minute.
// Leaves out: seasons, holidays, a second peak (lay flash_crowds over it, or use counts).
// Checked against: tests/unit/models/workload/diurnal_test.cpp
#include <memory>

#include "models/ports/catalog_entry.hpp"
#include "models/workload/diurnal_profile.hpp"
#include "models/workload/overlays.hpp"
#include "models/workload/profile_workload.hpp"

namespace models::workload {

namespace {

constexpr std::string_view kSentence = "A rate that follows the hours of the day, and the days of the week if asked.";

struct DiurnalConfig {
  sim::Rate rate{};
  double peak_to_mean = 1.0;
  sim::Duration peak_at{};
  double weekend = 1.0;
  Weekday starts_on = Weekday::kMonday;
  OverlaysConfig overlays{};
  static const sim::config::Schema& schema();
};

const sim::config::Schema& DiurnalConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<DiurnalConfig> d{"diurnal", std::string{kSentence}};
    d.field<&DiurnalConfig::rate>("rate", "The mean over a day (over a week, if weekend is given).")
        .range(kRateLow, kRateHigh)
        .example("40/s");
    d.field<&DiurnalConfig::peak_to_mean>("peak_to_mean", "A day's highest rate over its mean; 1 is flat.")
        .range("1", "20")
        .example("2.5");
    d.field<&DiurnalConfig::peak_at>("peak_at", "The time of day of the highest rate; t = 0 is midnight.")
        .range("0s", "24h")
        .defaults_to("14h")
        .unverified();
    d.field<&DiurnalConfig::weekend>("weekend", "The level of Saturday and Sunday relative to the other days.")
        .range("0", "100")
        .defaults_to("1");
    d.field<&DiurnalConfig::starts_on>("starts_on", "The day that begins at t = 0.")
        .choices({{"monday", Weekday::kMonday, ""},
                  {"tuesday", Weekday::kTuesday, ""},
                  {"wednesday", Weekday::kWednesday, ""},
                  {"thursday", Weekday::kThursday, ""},
                  {"friday", Weekday::kFriday, ""},
                  {"saturday", Weekday::kSaturday, ""},
                  {"sunday", Weekday::kSunday, ""}})
        .defaults_to("monday");
    d.embed<&DiurnalConfig::overlays>();
    return d.done();
  }();
  return schema;
}

std::unique_ptr<Workload> make_diurnal(const void* config, ConfigProblems& /*problems*/) {
  const auto& c = *static_cast<const DiurnalConfig*>(config);
  const DiurnalShape shape{c.rate.per_second(), c.peak_to_mean, c.peak_at, c.weekend, c.starts_on};
  return std::make_unique<ProfileWorkload>(c.overlays.periodic(diurnal_points(shape)), Spacing::kPoisson, false);
}

}  // namespace

WorkloadEntry diurnal() {
  return {{"diurnal", kSentence, &DiurnalConfig::schema}, &make_diurnal};
}

}  // namespace models::workload
