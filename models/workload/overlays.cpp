#include "models/workload/overlays.hpp"

#include <algorithm>
#include <utility>

namespace models::workload {

const sim::config::Schema& FlashCrowdConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<FlashCrowdConfig> d{
        "flash_crowd", "A time in which the rate is multiplied: it rises in a straight line, stays, and falls again."};
    d.field<&FlashCrowdConfig::at>("at", "When the rise begins, from the start of the measured window.")
        .range("-3650d", "3650d")
        .example("5d20h");
    d.field<&FlashCrowdConfig::factor>("factor", "What the rate is multiplied by at the top; below 1 it is a dip.")
        .range("0", "1000")
        .example("6");
    d.field<&FlashCrowdConfig::rise>("rise", "How long the factor takes from 1 to its top; 0s is a jump.")
        .range("0s", "31d")
        .defaults_to("0s");
    d.field<&FlashCrowdConfig::hold>("hold", "How long it stays at the top.").range("0s", "31d").example("10m");
    d.field<&FlashCrowdConfig::fall>("fall", "How long it takes back to 1; if left out, as long as the rise.")
        .range("0s", "31d");
    d.check([](const FlashCrowdConfig& c, sim::config::Checker& check) {
      if (c.rise + c.hold + c.fall.value_or(c.rise) == sim::Duration{}) {
        check.error("hold", "the flash crowd lasts no time; give it a rise, a hold or a fall, e.g. hold: 10m");
      }
    });
    return d.done();
  }();
  return schema;
}

const sim::config::Schema& OverlaysConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<OverlaysConfig> d{"overlays", "What may be laid over any kind of workload."};
    d.field<&OverlaysConfig::scale>("scale",
                                    "Multiplies the rate. The same random points are stretched (or, for "
                                    "counts, thinned), so that runs at two scales can be compared.")
        .range("0", "1000000")
        .defaults_to("1");
    d.field<&OverlaysConfig::shift>("shift",
                                    "Moves the profile (not the flash crowds) this much later; negative: "
                                    "earlier.")
        .range("-3650d", "3650d")
        .defaults_to("0s");
    d.field<&OverlaysConfig::flash_crowds>("flash_crowds", "Sudden crowds; where they overlap their factors multiply.")
        .defaults_to("[]");
    return d.done();
  }();
  return schema;
}

std::vector<FlashCrowd> OverlaysConfig::crowds() const {
  std::vector<FlashCrowd> result;
  for (const FlashCrowdConfig& crowd : flash_crowds) {
    result.push_back({crowd.at, crowd.factor, crowd.rise, crowd.hold, crowd.fall.value_or(crowd.rise)});
  }
  return result;
}

double OverlaysConfig::greatest_factor() const {
  double factor = scale;
  for (const FlashCrowdConfig& crowd : flash_crowds) {
    factor *= std::max(1.0, crowd.factor);
  }
  return factor;
}

namespace {

RateProfile make_profile(const OverlaysConfig& overlays, std::vector<RatePoint> points,
                         RateTable (*make)(const std::vector<RatePoint>&)) {
  for (RatePoint& point : points) {
    point.per_second *= overlays.scale;
  }
  RateTable table = make(points);
  table.shift(overlays.shift);
  return RateProfile{std::move(table), overlays.crowds()};
}

}  // namespace

RateProfile OverlaysConfig::held(std::vector<RatePoint> points) const {
  return make_profile(*this, std::move(points), &RateTable::held);
}

RateProfile OverlaysConfig::periodic(std::vector<RatePoint> points) const {
  return make_profile(*this, std::move(points), &RateTable::periodic);
}

RateProfile OverlaysConfig::factor() const {
  return RateProfile{RateTable::held({{sim::Duration{}, scale}}), crowds()};
}

}  // namespace models::workload
