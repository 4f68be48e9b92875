// What the simulation measures for the bill: integer quantities per meter, per hour. Prices multiply them after the run
// (models/pricing), so that other prices need no other simulation.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/units/time.hpp"

namespace models {

/// Names one thing that is billed. `sku` is the key in the price book; two meters with the same key but another
/// resource (`m7i.large`, `gp3`) are two rows on the bill.
struct MeterKey {
  std::string sku{};              ///< key of the price book: "ec2_instance", "fargate_vcpu", "lambda_duration" ...
  std::string variant{};          ///< what the price depends on besides the region: "m7i.large", "x86_64", "" ...
  std::string purchase_option{};  ///< "on_demand", "spot", "provisioned" ...; "on_demand" where there is no choice

  bool operator==(const MeterKey&) const = default;
  auto operator<=>(const MeterKey&) const = default;
};

/// The usage of one meter over a run: one entry per simulated hour (the last one may be partial) and one per tick.
/// Unit: the meter's base unit, which its price book row states (`base_unit`, `base_units_per_pricing_unit`).
struct MeterUsage {
  MeterKey key{};
  std::vector<std::int64_t> per_hour{};
  std::vector<std::int64_t> per_tick{};
};

/// All meters of one run, sorted by key.
struct Usage {
  sim::Duration duration{};  ///< length of the measured window
  sim::Duration tick{};
  std::vector<MeterUsage> meters{};
};

}  // namespace models
