#include "models/pricing/price_book.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/core.h>

#include "models/ports/skus.hpp"
#include "models/pricing/book_reader.hpp"
#include "models/pricing/instance_family.hpp"
#include "models/pricing/sku_info.hpp"

namespace models::pricing {

namespace {

constexpr std::string_view kEverywhere = "*";
constexpr std::string_view kUndated = "undated";
constexpr std::string_view kFallbackRegion = "us-east-1";
constexpr std::size_t kAlternativesMax = 8;

auto series(const PriceRecord& record) {
  return std::tuple{record.sku, record.variant, record.purchase_option, record.region};
}

std::string joined(const std::set<std::string_view>& names) {
  std::string text;
  for (const std::string_view name : names) {
    text += fmt::format("{}{}", text.empty() ? "" : ", ", name);
  }
  return text;
}

// "m7i.large (ec2_instance, spot)", "lambda_request".
std::string in_words(const MeterKey& key) {
  const std::string option = key.purchase_option == sku::kOnDemand ? "" : key.purchase_option;
  if (key.variant.empty()) {
    return option.empty() ? key.sku : fmt::format("{} ({})", key.sku, option);
  }
  return fmt::format("{} ({}{}{})", key.variant, key.sku, option.empty() ? "" : ", ", option);
}

}  // namespace

sim::Int128 PriceRow::base_units(sim::Duration month) const {
  if (!per_month) {
    return base_units_per_pricing_unit;
  }
  return sim::Int128{base_units_per_pricing_unit} * month.nanoseconds() / kMonth.nanoseconds();
}

PriceBook::PriceBook(const BookTables& tables, std::shared_ptr<const BookData> owner)
    : tables_{tables}, owner_{std::move(owner)}, instances_{tables_, owner_} {
  std::vector<bool> is_region(tables_.texts.size());
  std::vector<bool> is_date(tables_.texts.size());
  for (const PriceRecord& record : tables_.prices) {
    is_region[record.region] = true;
    is_date[record.date] = true;
  }
  for (std::size_t index = 0; index < tables_.texts.size(); ++index) {
    const std::string_view text = tables_.texts[index];
    if (is_region[index] && text != kEverywhere) {
      regions_.emplace_back(text);
    }
    if (is_date[index] && text != kUndated) {
      newest_date_ = std::max(newest_date_, text);
    }
  }
}

PriceBook PriceBook::embedded() {
  return PriceBook{embedded_tables(), nullptr};
}

PriceBookRead price_book_from_folder(const std::string& folder) {
  BookRead read = read_book(folder);
  PriceBookRead result;
  result.problems = std::move(read.problems);
  if (read.data) {
    const BookTables tables = read.data->tables();
    result.book.emplace(tables, std::move(read.data));
  }
  return result;
}

std::optional<std::uint16_t> PriceBook::text_index(std::string_view text) const {
  const auto found = std::lower_bound(tables_.texts.begin(), tables_.texts.end(), text);
  if (found == tables_.texts.end() || *found != text) {
    return std::nullopt;
  }
  return static_cast<std::uint16_t>(found - tables_.texts.begin());
}

/// Where a SKU costs what another one does, that one's rows.
std::span<const PriceRecord> PriceBook::records(std::string_view region, const MeterKey& key) const {
  const SkuInfo* const info = find_sku(key.sku);
  const auto sku = text_index(info != nullptr && !info->priced_as.empty() ? info->priced_as : key.sku);
  const auto variant = text_index(key.variant);
  const auto option = text_index(key.purchase_option);
  const auto place = text_index(region);
  if (!sku || !variant || !option || !place) {
    return {};
  }
  const std::tuple wanted{*sku, *variant, *option, *place};
  const auto begin =
      std::lower_bound(tables_.prices.begin(), tables_.prices.end(), wanted,
                       [](const PriceRecord& record, const auto& key_of) { return series(record) < key_of; });
  const auto end =
      std::find_if(begin, tables_.prices.end(), [&](const PriceRecord& record) { return series(record) != wanted; });
  return {begin, end};
}

PriceRow PriceBook::row_of(std::span<const PriceRecord> tiers, const MeterKey& key, bool assumed) const {
  const SkuInfo& info = *find_sku(key.sku);
  const PriceRecord& first = tiers.front();
  PriceRow row;
  row.price = sim::Price::pico(first.price_pico);
  for (const PriceRecord& tier : tiers) {
    row.tiers.push_back({tier.from_quantity, sim::Price::pico(tier.price_pico)});
    row.confidence = std::max(row.confidence, tier.confidence);
  }
  row.pricing_unit = info.pricing_unit;
  row.base_unit = info.base_unit;
  row.per_month = info.per_month;
  row.base_units_per_pricing_unit =
      info.per_month ? info.base_units * (kMonth / sim::Duration::milliseconds(1)) : info.base_units;
  row.service = info.service;
  row.category = info.category;
  row.description = info.description;
  row.description += key.variant.empty() ? "" : ", " + key.variant;
  row.description += key.purchase_option == sku::kOnDemand ? "" : ", " + key.purchase_option;
  const std::string_view source_id = tables_.texts[first.source];
  const auto source = std::find_if(tables_.sources.begin(), tables_.sources.end(),
                                   [&](const SourceRecord& record) { return record.id == source_id; });
  row.source = source == tables_.sources.end() ? source_id : source->title;
  row.date = tables_.texts[first.date];
  row.ranked = info.ranked;
  row.assumed = assumed;
  return row;
}

Lookup PriceBook::find(std::string_view region, const MeterKey& key) const {
  const SkuInfo* info = find_sku(key.sku);
  if (info == nullptr) {
    return {std::nullopt, fmt::format("'{}' is not a SKU that Headroom meters", key.sku)};
  }
  if (const auto tiers = records(region, key); !tiers.empty() && region != kEverywhere) {
    return {row_of(tiers, key, false), {}};
  }
  if (!std::binary_search(regions_.begin(), regions_.end(), region)) {
    return {std::nullopt, fmt::format("the price book has no region '{}'; it covers {}", region,
                                      joined({regions_.begin(), regions_.end()}))};
  }
  if (const auto tiers = records(kEverywhere, key); !tiers.empty()) {
    return {row_of(tiers, key, false), {}};
  }
  if (info->falls_back) {
    if (const auto tiers = records(kFallbackRegion, key); !tiers.empty()) {
      return {row_of(tiers, key, true), {}};
    }
  }
  return {std::nullopt, missing(region, key)};
}

std::string PriceBook::missing(std::string_view region, const MeterKey& key) const {
  return fmt::format("no price for {} in {}; {}", in_words(key), region, alternatives(region, key));
}

// Where the price exists, else what the region has that comes nearest.
std::string PriceBook::alternatives(std::string_view region, const MeterKey& key) const {
  std::set<std::string_view> places;
  std::set<std::string_view> options;
  std::set<std::string_view> variants;
  for (const PriceRecord& record : tables_.prices) {
    const std::string_view variant = tables_.texts[record.variant];
    const std::string_view option = tables_.texts[record.purchase_option];
    const std::string_view place = tables_.texts[record.region];
    if (tables_.texts[record.sku] != key.sku) {
      continue;
    }
    const bool is_here = place == region || place == kEverywhere;
    if (variant == key.variant && option == key.purchase_option) {
      places.insert(place);
    } else if (is_here && variant == key.variant) {
      options.insert(option);
    } else if (is_here && option == key.purchase_option &&
               (family_of(variant) == family_of(key.variant) || size_of(variant).empty())) {
      variants.insert(variant);
    }
  }
  if (!places.empty()) {
    return "the book has it in " + joined(places);
  }
  if (!options.empty()) {
    return "there it is bought as " + joined(options);
  }
  while (variants.size() > kAlternativesMax) {
    variants.erase(std::prev(variants.end()));
  }
  return variants.empty() ? "the book has it nowhere" : fmt::format("there are {}", joined(variants));
}

std::optional<SpotAdvice> PriceBook::spot_advice(std::string_view region, std::string_view type) const {
  const auto type_index = text_index(type);
  const auto region_index = text_index(region);
  if (!type_index || !region_index) {
    return std::nullopt;
  }
  const std::pair wanted{*type_index, *region_index};
  const auto found =
      std::lower_bound(tables_.spot.begin(), tables_.spot.end(), wanted, [](const SpotRecord& record, const auto& key) {
        return std::pair{record.type, record.region} < key;
      });
  if (found == tables_.spot.end() || std::pair{found->type, found->region} != wanted) {
    return std::nullopt;
  }
  return SpotAdvice{found->savings_percent, found->interruption_band};
}

std::int64_t PriceBook::free_quantity(std::string_view sku) const {
  const auto found = std::find_if(tables_.allowances.begin(), tables_.allowances.end(),
                                  [&](const Allowance& allowance) { return allowance.sku == sku; });
  return found == tables_.allowances.end() ? 0 : found->quantity;
}

std::string_view PriceBook::content() const {
  return owner_ ? std::string_view{owner_->content} : std::string_view{};
}

}  // namespace models::pricing
