// Usage times prices: the bill of a run.
//
// What     one charge per meter and tier, for the whole run and for a month of such runs
// Source   tiers and allowances apply to a month's quantities (book/README.md); FOCUS 1.2 names the fields
// Units    money in 1e-9 USD, exact integers: each amount is one division of a 256-bit product, half to even
// Assumes  the usage repeats: a month is month / duration runs
// Leaves out  discounts and commitments; taxes
// Checked against  tests/unit/models/pricing/charges_test.cpp (published monthly figures to the cent)
#pragma once

#include <string>
#include <vector>

#include "models/ports/run_result.hpp"
#include "models/ports/usage.hpp"
#include "models/pricing/price_book.hpp"
#include "sim/units/money.hpp"
#include "sim/units/time.hpp"

namespace models::pricing {

struct PricingTerms {
  std::string region{};
  sim::Duration month = kMonth;
  bool free_tier = false;  ///< take the always-free monthly allowances off (Lambda requests and GB-seconds, egress)
};

/// What a run costs. Where there are problems there is nothing else: no bill is better than a wrong one.
struct Bill {
  std::vector<Charge> charges{};          ///< sorted by meter key, then tier; usage of 0 makes no charge
  std::vector<sim::Money> month_costs{};  ///< per charge: its effective cost in a month of such runs
  sim::Money cost_total{};                ///< of the run: sum of the ranked charges' effective costs
  sim::Money cost_per_month{};            ///< of a month: sum of the ranked charges' month costs
  sim::Money unranked_total{};            ///< of the run: what every architecture pays alike
  std::vector<std::string> problems{};    ///< every missing price, each with where it exists
};

/// Prices a run's usage: cost per month = price(meters × month / duration), with tiers and allowances on the scaled
/// quantities; cost of the run = cost per month × duration / month. `month` must be positive.
Bill price(const Usage& usage, const PriceBook& book, const PricingTerms& terms);

/// The ranked cost of each tick, at each meter's average price over the run. The sum is bill.cost_total exactly.
std::vector<sim::Money> cost_per_tick(const Usage& usage, const Bill& bill);

}  // namespace models::pricing
