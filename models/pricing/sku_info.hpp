// What a bill says about each SKU of models/ports/skus.hpp: units, service, category, one sentence.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace models::pricing {

struct SkuInfo {
  std::string_view sku{};
  std::string_view pricing_unit{};  ///< what the price is for: "Hours", "GB-Seconds" ...
  std::string_view base_unit{};     ///< what meters count: "instance·ms" ...
  /// Base units in one pricing unit. Where `per_month`: base units per millisecond of the month, since a GB-month is as
  /// long as the month it is billed in.
  std::int64_t base_units = 1;
  bool per_month = false;
  std::string_view service{};      ///< FOCUS 1.2 ServiceName
  std::string_view category{};     ///< FOCUS 1.2 ServiceCategory
  std::string_view description{};  ///< FOCUS 1.2 ChargeDescription, without variant and purchase option
  bool ranked = true;              ///< false: the same for every architecture, shown but not compared
  bool falls_back = false;         ///< a small row: a region without its own takes us-east-1's price, marked assumed
  std::string_view priced_as{};    ///< the SKU whose price this one has; empty: its own
};

/// Every SKU, sorted by name.
std::span<const SkuInfo> sku_infos();

/// None for an unknown SKU.
const SkuInfo* find_sku(std::string_view sku);

}  // namespace models::pricing
