// What the benchmarks of whole models share: a scenario given as YAML text, run as the program runs it.
#pragma once

#include <string>

#include <benchmark/benchmark.h>

#include "scenarios/load.hpp"
#include "scenarios/run.hpp"

namespace bench {

/// Runs the scenario's first architecture, replication 0; items are requests.
inline void run_scenario(benchmark::State& state, const std::string& yaml) {
  sim::config::Diagnostics diagnostics;
  const models::pricing::PriceBook prices = models::pricing::PriceBook::embedded();
  const auto loaded =
      scenarios::load(sim::config::Document::load_text(yaml, "bench.yaml", diagnostics), {}, prices, diagnostics);
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

}  // namespace bench
