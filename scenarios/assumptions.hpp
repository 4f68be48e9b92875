// Every value that a run uses, and where it is from: for explain, assumptions.csv and the report.
#pragma once

#include <vector>

#include "models/catalog.hpp"
#include "models/ports/run_result.hpp"
#include "models/pricing/price_book.hpp"
#include "scenarios/scenario.hpp"

namespace scenarios {

/// The fields of a scenario that was checked, in their order, without those that play no part (ComputeTraits), and
/// after each architecture's instance type the speed that follows from it where none is given. A value that equals the
/// default counts as the default, whoever wrote it: effective.yaml, which writes them all, then tells the same sources
/// as the scenario that it was made from.
std::vector<models::Assumption> assumptions_of(const Scenario& scenario, const models::Catalog& catalog,
                                               const models::pricing::PriceBook& prices);

}  // namespace scenarios
