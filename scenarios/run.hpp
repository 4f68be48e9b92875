// One run: one architecture, one replication. An object graph of its own, so that many run side by side in threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "models/catalog.hpp"
#include "models/ports/run_result.hpp"
#include "models/pricing/price_book.hpp"
#include "models/worker/flow_law.hpp"
#include "scenarios/scenario.hpp"

namespace scenarios {

/// What all runs of a scenario share; nothing in it changes what they do.
struct Prepared {
  const Scenario& scenario;
  const models::Catalog& catalog;
  const models::pricing::PriceBook& prices;
  const models::Workload& workload;
  const models::Program& program;
  /// What queues do to this application's requests, where they are rates; a run that is given none works it out alone.
  std::shared_ptr<const models::worker::FlowLaws> flow_laws{};
  bool keeps_events = true;  ///< of the first replication
};

/// Told after every tick: how much simulated time and how many requests it added.
using Progressed = std::function<void(sim::Duration simulated, std::uint64_t requests)>;

/// Simulates, checks conservation, prices. Deterministic in (scenario, architecture, replication). Throws
/// std::runtime_error with every missing price if the book lacks one.
models::RunResult run(const Prepared& prepared, std::size_t architecture, std::size_t replication,
                      const Progressed& progressed = {});

/// The prices that this architecture will need and the book does not have, each with where it exists.
std::vector<std::string> missing_prices(const Prepared& prepared, std::size_t architecture);

}  // namespace scenarios
