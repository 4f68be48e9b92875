// Whether a run of stationary load had settled when its window began: MSER-5 (sim/stats/series.hpp) on the mean over
// replications of four curves of timeseries.csv: requests in flight, replicas ready, latency p50 and p99.
// MSER-5 alone cuts something off most series that are mere noise. So a cut counts only if the replications agree that
// what is cut differs from what stays (99 %, Bonferroni over all curves), and if cutting moves the mean by 1 %.
// A cut in the second half says that the run is too short to have a steady state, which is an error: it counts if the
// halves differ in the same way at 99.99 %.
// Source: White, Cobb and Spratt, Winter Simulation Conference 2000 (see sim/stats/series.hpp).
#pragma once

#include "models/ports/run_result.hpp"

namespace scenarios {

/// The fewest ticks for which MSER-5 has an answer, and the fewest replications that can agree.
inline constexpr std::size_t kLeastTicks = 50;
inline constexpr std::size_t kLeastToAgree = 2;

/// The largest cut over architectures and curves, added to the warm-up that the run had. A curve without a value in
/// some tick of all replications (nothing completed) is left out. Requires a load that is stationary, and all runs.
models::WarmUpProposal propose_warm_up(const models::ExperimentResult& result);

}  // namespace scenarios
