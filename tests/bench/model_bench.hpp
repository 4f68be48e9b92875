// What the benchmarks of whole models share: a scenario, run as the program runs it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "scenarios/load.hpp"
#include "scenarios/run.hpp"

namespace bench {

using Settings = std::vector<std::pair<std::string, std::string>>;  ///< path and value, as after --set

/// Runs the document's first architecture, replication 0; items are requests. Reading and checking the scenario stays
/// outside of what is measured; building the fleet and pricing the result are inside, so a run must be long enough for
/// them not to matter: see kRequests where it is called.
inline void run_scenario(benchmark::State& state, sim::config::Document document, const Settings& settings,
                         sim::config::Diagnostics& diagnostics) {
  const models::pricing::PriceBook prices = models::pricing::PriceBook::embedded();
  const auto loaded = scenarios::load(std::move(document), {.set = settings}, prices, diagnostics);
  if (loaded == nullptr) {
    state.SkipWithError(diagnostics.to_text().c_str());
    return;
  }
  const scenarios::Prepared prepared{loaded->scenario(), loaded->catalog(), loaded->prices(), loaded->workload(),
                                     loaded->program()};
  std::int64_t requests = 0;
  for (auto _ : state) {
    requests += static_cast<std::int64_t>(scenarios::run(prepared, 0, 0).requests_simulated);
  }
  state.SetItemsProcessed(requests);
}

/// A scenario of scenarios/library with settings laid over it: the benchmark and the scenario can't drift apart.
inline void run_library_scenario(benchmark::State& state, const std::string& name, const Settings& settings) {
  sim::config::Diagnostics diagnostics;
  run_scenario(state,
               sim::config::Document::load_file(HEADROOM_SOURCE "/scenarios/library/" + name + ".yaml", diagnostics),
               settings, diagnostics);
}

inline void run_text_scenario(benchmark::State& state, const std::string& yaml, const Settings& settings = {}) {
  sim::config::Diagnostics diagnostics;
  run_scenario(state, sim::config::Document::load_text(yaml, "bench.yaml", diagnostics), settings, diagnostics);
}

}  // namespace bench
