// Checks that need more than one struct: facts of the cloud, prices, the workload's file, plausibility.
#pragma once

#include <memory>

#include "models/catalog.hpp"
#include "models/pricing/price_book.hpp"
#include "scenarios/scenario.hpp"
#include "sim/config/diagnostics.hpp"
#include "sim/config/document.hpp"

namespace scenarios {

/// Adds what is wrong (and what is implausible, as warnings) and returns the workload; null if it can't be made.
std::unique_ptr<models::Workload> check_scenario(const Scenario& scenario, const sim::config::Document& document,
                                                 const models::Catalog& catalog,
                                                 const models::pricing::PriceBook& prices,
                                                 sim::config::Diagnostics& diagnostics);

/// Of a scenario that could not be read as a whole: what the facts of the cloud say against those architectures that
/// were, so that a reader hears of everything at once. Nothing if the application is among what is wrong.
void check_sound_architectures(const Scenario& scenario, const sim::config::Document& document,
                               const models::Catalog& catalog, const models::Facts& facts,
                               sim::config::Diagnostics& diagnostics);

}  // namespace scenarios
