// What a group knows of one of its instances.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "models/machines/start_up.hpp"
#include "models/ports/facts.hpp"
#include "models/ports/fleet.hpp"
#include "models/ports/launches.hpp"
#include "models/ports/machines.hpp"
#include "models/ports/missing_launches.hpp"
#include "models/ports/workers.hpp"
#include "sim/kernel/passing_event.hpp"

namespace models::machines {

/// One of the instance types that the group may launch.
struct MachineType {
  std::string name{};
  MachineShape shape{};
  CpuSpeed speed{};
  sim::Bytes usable_memory{};  ///< beside the guest OS
  std::string cpu_architecture{};
  std::optional<BurstFacts> burst{};
};

/// What is asked of EC2: a type, a purchase option, a zone.
struct Offer {
  std::uint16_t type = 0;  ///< index among the group's types
  bool is_spot = false;
  ZoneId zone{};
  bool operator==(const Offer&) const = default;
};

/// New or started again: kRequested → kPending → kBooting → kReady → kLeaving → kShuttingDown → gone.
/// In a warm pool:           … → kBooting → kStopping → kStopped, or kWarm where the pool runs.
enum class State : std::uint8_t {
  kRequested,
  kPending,
  kBooting,
  kReady,
  kLeaving,
  kShuttingDown,
  kStopping,
  kStopped,
  kWarm,
};

/// The way of an instance into the group, up to its service.
struct MemberLaunch {
  std::uint32_t number = 0;  ///< order of launches of the group, from 1; those that never count have none
  LaunchKind kind = LaunchKind::kInstance;
  MissingLaunch missing{};                      ///< wanted never: no launch is under way
  sim::Time sought_since = sim::Time::never();  ///< noticed_at of that launch, kept; never: it was there before
};

struct Machine {
  State state = State::kRequested;
  Offer offer{};
  bool was_there = false;     ///< before the run: how long is not known
  bool is_pooled = false;     ///< waits in the warm pool, or is on its way there: not a member of the group
  bool is_restarted = false;  ///< was stopped in the pool and started again
  bool is_resumed = false;    ///< came out of the pool with its memory
  bool is_protected = false;
  bool is_replacement = false;  ///< launched beside one that shall go when this one serves
  bool is_marked = false;       ///< shall go when its replacement serves
  bool may_return = false;      ///< leaves because the group shrinks
  bool has_volume = false;
  HostId host{};
  sim::PassingEvent event{};
  std::uint64_t serial = 0;  ///< order of launches, 1 is the first
  std::uint64_t joined = 0;  ///< order in which members joined their group, 1 is the first; 0: it is not a member
  StartUp start_up{};
  MemberLaunch launch{};
  sim::Time requested_at = sim::Time::never();   ///< its last RunInstances or StartInstances call
  sim::Time running_since = sim::Time::never();  ///< since that call
  sim::Time booted_at = sim::Time::never();      ///< up, and not in the pool
};

}  // namespace models::machines
