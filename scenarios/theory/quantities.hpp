// What theory predicts and a simulation can answer: metrics of summary.csv, and two that only the curves show.
#pragma once

#include <cstddef>
#include <string_view>

#include "models/ports/run_result.hpp"
#include "sim/stats/interval.hpp"

namespace scenarios::theory {

/// Theory computes in seconds, latencies are in milliseconds.
inline constexpr double kMs = 1e3;

/// Mean over the window of timeseries.csv's vcpu_used.
inline constexpr std::string_view kVcpuUsed = "vcpu_used_mean";
/// Mean of its requests_in_flight, which are counted at the ends of ticks.
inline constexpr std::string_view kRequestsInFlight = "requests_in_flight_mean";

/// "ms", "1", "vCPU" ...; the unit that summary.csv has for a metric.
std::string_view unit_of(std::string_view quantity);

/// Its estimate over the replications of one architecture. Requires a known quantity and a result with its summary.
sim::stats::Interval estimate_of(std::string_view quantity, const models::ExperimentResult& result,
                                 std::size_t architecture);

}  // namespace scenarios::theory
