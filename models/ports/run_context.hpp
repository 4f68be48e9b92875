// What a stage is given when a run is assembled. One run (one architecture, one replication) is one object graph; runs
// share nothing that can change.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "models/ports/application.hpp"
#include "models/ports/event_log.hpp"
#include "models/ports/facts.hpp"
#include "models/ports/fleet.hpp"
#include "models/ports/gauges.hpp"
#include "models/ports/meter.hpp"
#include "models/ports/outcome.hpp"
#include "models/ports/request.hpp"
#include "sim/kernel/kernel.hpp"
#include "sim/random/stream.hpp"
#include "sim/units/rate.hpp"
#include "sim/units/time.hpp"

namespace models {

class Workload;

/// How much capacity is there when the warm-up begins.
struct InitialState {
  enum class Kind : std::uint8_t { kSteady, kMinimum, kEmpty, kCount };
  Kind kind = Kind::kSteady;
  std::int64_t count = 0;  ///< for kCount
};

struct RunContext {
  sim::Kernel& kernel;
  RequestTable& requests;
  Outcomes& outcomes;
  Gauges& gauges;
  Meters& meters;
  EventLog& events;
  Fleet& fleet;
  const Facts& facts;
  const Application& application;
  const Program& program;

  std::string architecture{};  ///< its name in the scenario; part of every stream's name
  std::string reference_cpu{};
  std::uint64_t seed = 0;
  std::uint64_t replication = 0;
  sim::Time start{};         ///< beginning of the warm-up
  sim::Duration duration{};  ///< length of the measured window, which begins at 0
  InitialState initial{};
  sim::Rate initial_rate{};  ///< expected arrivals at `start`
  /// What traffic is expected, for forecasts that have seen it before; null where a test has none.
  const Workload* workload = nullptr;
  /// That the architecture's replicas are spread over. None: all of the fleet's.
  std::optional<std::int64_t> zones{};

  /// The same for a stage whose requests end somewhere else.
  RunContext with_outcomes(Outcomes& other) const {
    return {kernel, requests,    other,   gauges,       meters,        events, fleet,
            facts,  application, program, architecture, reference_cpu, seed,   replication,
            start,  duration,    initial, initial_rate, workload,      zones};
  }

  /// A stream of this architecture's own: routing, placement, boots. Never for arrivals or demands.
  sim::random::Stream stream(std::string_view purpose) const {
    return sim::random::make_stream(seed, replication, architecture, purpose);
  }
};

}  // namespace models
