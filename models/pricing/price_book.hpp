// Prices by region and meter key. The book that is compiled in and one read from a folder are the same type.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/ports/usage.hpp"
#include "models/pricing/book_tables.hpp"
#include "models/pricing/instance_catalogue.hpp"
#include "sim/units/int128.hpp"
#include "sim/units/money.hpp"
#include "sim/units/time.hpp"

namespace models::pricing {

/// The price of what is used in a month beyond `from_quantity` pricing units, up to the next tier.
struct PriceTier {
  std::int64_t from_quantity = 0;
  sim::Price price{};
};

/// The month in which AWS's published examples and prices per month are reckoned.
inline constexpr sim::Duration kMonth = sim::Duration::hours(730);

/// What one meter costs in one region, with what a bill says about it. Views live as long as the book.
struct PriceRow {
  sim::Price price{};               ///< of the first tier
  std::vector<PriceTier> tiers{};   ///< at least one, ascending; the first from 0
  std::string_view pricing_unit{};  ///< FOCUS PricingUnit: "Hours", "GB-Seconds" ...
  std::string_view base_unit{};
  std::int64_t base_units_per_pricing_unit = 1;  ///< for prices per month: in a month of 730 h
  bool per_month = false;                        ///< a GB-month is as long as the month: see base_units()
  std::string_view service{};                    ///< FOCUS ServiceName
  std::string_view category{};                   ///< FOCUS ServiceCategory
  std::string description{};                     ///< FOCUS ChargeDescription
  std::string_view source{};                     ///< where the number was read
  std::string_view date{};
  Confidence confidence = Confidence::kVerified;
  bool ranked = true;
  bool assumed = false;  ///< the region has no row of its own: us-east-1's price

  /// Base units in one pricing unit where a month is `month` long.
  sim::Int128 base_units(sim::Duration month) const;
};

/// A row, or the text of what is missing and where it exists. A missing price is never 0.
struct Lookup {
  std::optional<PriceRow> row{};
  std::string problem{};
};

/// What the Spot Instance Advisor said: savings off on-demand, and how often a month instances were interrupted.
struct SpotAdvice {
  std::int64_t savings_percent = 0;
  std::int64_t interruption_band = 0;  ///< 0 below 5 %, 1 to 10 %, 2 to 15 %, 3 to 20 %, 4 above
};

class PriceBook {
 public:
  /// The book of the build: the tables are constants of the program, and are looked through once.
  static PriceBook embedded();
  /// Of tables that `owner` keeps alive; null where they are constants.
  PriceBook(const BookTables& tables, std::shared_ptr<const BookData> owner);

  /// The price of a meter. Order: the region's own row; a row that holds everywhere; for small rows (alarms, metrics,
  /// logs, endpoints, addresses) us-east-1's, marked assumed; else a problem.
  Lookup find(std::string_view region, const MeterKey& key) const;

  /// Regions with prices of their own, sorted.
  const std::vector<std::string>& regions() const { return regions_; }
  std::optional<SpotAdvice> spot_advice(std::string_view region, std::string_view type) const;
  /// Free pricing units a month, over all variants of the on-demand SKU; 0: none.
  std::int64_t free_quantity(std::string_view sku) const;
  /// The text of the files that the book was read from; empty for the one of the build, which the version stands for.
  std::string_view content() const;
  /// The newest date of any price: "2026-09-29".
  std::string_view newest_date() const { return newest_date_; }

  const InstanceCatalogue& instances() const { return instances_; }
  const BookTables& tables() const { return tables_; }

 private:
  std::optional<std::uint16_t> text_index(std::string_view text) const;
  std::span<const PriceRecord> records(std::string_view region, const MeterKey& key) const;
  PriceRow row_of(std::span<const PriceRecord> tiers, const MeterKey& key, bool assumed) const;
  std::string missing(std::string_view region, const MeterKey& key) const;
  std::string alternatives(std::string_view region, const MeterKey& key) const;

  BookTables tables_{};
  std::shared_ptr<const BookData> owner_{};
  InstanceCatalogue instances_;
  std::vector<std::string> regions_{};
  std::string_view newest_date_{};
};

/// A book from a folder (`--prices DIR`), or everything that is wrong with its files, each "file:line: ...".
struct PriceBookRead {
  std::optional<PriceBook> book{};
  std::vector<std::string> problems{};
};
PriceBookRead price_book_from_folder(const std::string& folder);

}  // namespace models::pricing
