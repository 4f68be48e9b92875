// A replica as a queueing station: how many requests it serves at a time, and how they share it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "scenarios/theory/subject.hpp"

namespace scenarios::theory {

struct Station {
  enum class Discipline : std::uint8_t {
    kOwnVcpu,         ///< each request in service has vCPUs of its own; the others wait, first come first served
    kSharing,         ///< all requests share the vCPUs; nobody waits for admission
    kLimitedSharing,  ///< so many share the vCPUs, the others wait
  };
  Discipline discipline{};
  std::int64_t servers = 1;              ///< requests that make progress at full speed at the same time
  double service = 0.0;                  ///< seconds there, alone; kSharing: without the waits for others
  std::optional<std::int64_t> places{};  ///< most requests at a time; none: unbounded
  /// The number present has the law of M/M/c (/K): exponential, and all of it at the station.
  bool is_exponential = false;

  double capacity() const { return static_cast<double>(servers) / service; }  ///< requests per second
};

/// None if it is neither; `why_not` then says what is in the way.
std::optional<Station> station_of(const Subject& subject, std::string& why_not);

}  // namespace scenarios::theory
