#include "models/pricing/charges.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>

#include <boost/multiprecision/cpp_int.hpp>
#include <fmt/core.h>

#include "models/ports/skus.hpp"
#include "sim/check.hpp"
#include "sim/units/int128.hpp"

namespace models::pricing {

namespace {

// Price × quantity × month passes 128 bits in a long run of a large fleet; the products stay exact in 256.
using Wide = boost::multiprecision::int256_t;

constexpr std::int64_t kPicoPerNano = 1'000;

// numerator / denominator, half to even; both ≥ 0. None if it exceeds the range of Money.
std::optional<sim::Money> money(const Wide& numerator, const Wide& denominator) {
  Wide quotient;
  Wide remainder;
  boost::multiprecision::divide_qr(numerator, denominator, quotient, remainder);
  const Wide twice = remainder * 2;
  if (twice > denominator || (twice == denominator && bit_test(quotient, 0))) {
    quotient += 1;
  }
  if (quotient > std::numeric_limits<std::int64_t>::max()) {
    return std::nullopt;
  }
  return sim::Money::nano(quotient.convert_to<std::int64_t>());
}

// A stretch of a month's usage that has one price.
struct Segment {
  Wide quantity{};  // base units of a month × duration
  sim::Price price{};
  std::int64_t from_quantity = 0;
  bool is_free = false;
};

// Cuts [0, usage) at the tiers' borders and at the end of the allowance. All in base units of a month × duration;
// `unit` is one pricing unit.
std::vector<Segment> segments(const Wide& usage, const Wide& allowance, const Wide& unit, const PriceRow& row) {
  std::vector<Segment> result;
  for (std::size_t i = 0; i < row.tiers.size(); ++i) {
    const Wide begin = unit * row.tiers[i].from_quantity;
    const Wide end = i + 1 < row.tiers.size() ? std::min<Wide>(usage, unit * row.tiers[i + 1].from_quantity) : usage;
    const Wide free_end = std::min<Wide>(end, allowance);
    if (free_end > begin) {
      result.push_back({free_end - begin, row.tiers[i].price, row.tiers[i].from_quantity, true});
    }
    const Wide paid_begin = std::max<Wide>(begin, allowance);
    if (end > paid_begin) {
      result.push_back({end - paid_begin, row.tiers[i].price, row.tiers[i].from_quantity, false});
    }
  }
  return result;
}

class Biller {
 public:
  Biller(const Usage& usage, const PriceBook& book, const PricingTerms& terms)
      : book_{&book}, terms_{&terms}, duration_{usage.duration.nanoseconds()}, month_{terms.month.nanoseconds()} {}

  void add(const MeterUsage& meter, Bill& bill) {
    Wide quantity = 0;
    for (const std::int64_t hour : meter.per_hour) {
      quantity += hour;
    }
    if (quantity == 0) {
      return;
    }
    const Lookup lookup = book_->find(terms_->region, meter.key);
    if (!lookup.row) {
      bill.problems.push_back(lookup.problem);
      return;
    }
    const PriceRow& row = *lookup.row;
    const Wide base = row.base_units(terms_->month);
    const Wide used = quantity * month_;
    const Wide free = free_part(meter.key, used, base * duration_);
    for (const Segment& segment : segments(used, free, base * duration_, row)) {
      charge(meter.key, row, segment, base, bill);
    }
  }

 private:
  // What the SKU's allowance leaves for this meter; the rest is for the next variants, in key order.
  Wide free_part(const MeterKey& key, const Wide& used, const Wide& unit) {
    if (!terms_->free_tier || key.purchase_option != sku::kOnDemand) {
      return 0;
    }
    Wide& left = free_left_.try_emplace(key.sku, unit * book_->free_quantity(key.sku)).first->second;
    const Wide taken = std::min<Wide>(left, used);
    left -= taken;
    return taken;
  }

  void charge(const MeterKey& key, const PriceRow& row, const Segment& segment, const Wide& base, Bill& bill) const {
    const Wide amount = segment.quantity * segment.price.pico();
    const std::optional<sim::Money> run_cost = money(amount, base * month_ * kPicoPerNano);
    const std::optional<sim::Money> month_cost = money(amount, base * duration_ * kPicoPerNano);
    if (!run_cost || !month_cost) {
      bill.problems.push_back(fmt::format("{} costs more than can be counted (9.2e9 USD)", row.description));
      return;
    }
    Charge line;
    line.key = key;
    line.service = row.service;
    line.category = row.category;
    line.description = row.description;
    if (segment.from_quantity > 0) {
      line.description += fmt::format(", above {} {} a month", segment.from_quantity, row.pricing_unit);
    }
    line.description += segment.is_free ? ", free tier" : "";
    line.pricing_unit = row.pricing_unit;
    line.pricing_quantity = segment.quantity.convert_to<double>() / Wide{base * month_}.convert_to<double>();
    line.list_unit_price = segment.price;
    line.list_cost = *run_cost;
    line.effective_cost = segment.is_free ? sim::Money{} : *run_cost;
    line.ranked = row.ranked;
    line.assumed = row.assumed;
    (line.ranked ? bill.cost_total : bill.unranked_total) += line.effective_cost;
    const sim::Money monthly = segment.is_free ? sim::Money{} : *month_cost;
    if (line.ranked) {
      bill.cost_per_month += monthly;
    }
    bill.charges.push_back(std::move(line));
    bill.month_costs.push_back(monthly);
  }

  const PriceBook* book_ = nullptr;
  const PricingTerms* terms_ = nullptr;
  std::int64_t duration_ = 0;
  std::int64_t month_ = 0;
  std::map<std::string, Wide, std::less<>> free_left_{};  // by SKU: base units of a month × duration
};

}  // namespace

Bill price(const Usage& usage, const PriceBook& book, const PricingTerms& terms) {
  SIM_CHECK(usage.duration > sim::Duration{} && terms.month > sim::Duration{}, "a bill is for a length of time");
  Bill bill;
  Biller biller{usage, book, terms};
  for (const MeterUsage& meter : usage.meters) {
    biller.add(meter, bill);
  }
  if (!bill.problems.empty()) {
    return {{}, {}, {}, {}, {}, std::move(bill.problems)};
  }
  return bill;
}

std::vector<sim::Money> cost_per_tick(const Usage& usage, const Bill& bill) {
  std::vector<sim::Money> ticks;
  for (const MeterUsage& meter : usage.meters) {
    ticks.resize(std::max(ticks.size(), meter.per_tick.size()));
    sim::Money cost;
    for (const Charge& charge : bill.charges) {
      cost += charge.ranked && charge.key == meter.key ? charge.effective_cost : sim::Money{};
    }
    sim::Int128 total = 0;
    for (const std::int64_t quantity : meter.per_tick) {
      total += quantity;
    }
    sim::Int128 so_far = 0;
    std::int64_t spent = 0;
    for (std::size_t tick = 0; total > 0 && tick < meter.per_tick.size(); ++tick) {
      so_far += meter.per_tick[tick];
      const auto due = static_cast<std::int64_t>(sim::divide_half_even(cost.nano() * so_far, total));
      ticks[tick] += sim::Money::nano(due - spent);
      spent = due;
    }
  }
  return ticks;
}

}  // namespace models::pricing
