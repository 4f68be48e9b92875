// One execution environment.
#pragma once

#include <cstdint>

#include "models/ports/fleet.hpp"
#include "models/ports/request.hpp"
#include "sim/kernel/pool.hpp"
#include "sim/units/id.hpp"
#include "sim/units/time.hpp"

namespace models::lambda {

using EnvironmentId = sim::Id<struct EnvironmentTag>;

enum class EnvironmentState : std::uint8_t { kStarting, kInitialising, kBusy, kIdle };

/// What sets an environment, or the invocation in it, apart from the usual. A set of these.
enum Special : std::uint8_t {
  kUsual = 0,
  kProvisioned = 1,  ///< belongs to provisioned concurrency
  kAges = 2,         ///< ends at a certain age
  kStores = 4,       ///< has ephemeral storage that is billed
  kMayFail = 8,      ///< invocations in it may end in a function error
  kFirst = 16,       ///< the invocation comes with INIT and is billed together with it
  kTimesOut = 32,    ///< the invocation will be cut off by the function's timeout
  kNotBilled = 64,   ///< INIT that will be cut off, or a restore
  kListed = 128,     ///< is used again by another rule than the last used first
};
inline constexpr std::uint8_t kOfInvocation = kFirst | kTimesOut;

/// One line of a cache: with tens of thousands of them, what an event costs is the lines that it has to fetch.
struct alignas(64) Environment {
  EnvironmentState state = EnvironmentState::kStarting;
  std::uint8_t special = kUsual;
  std::uint32_t carry = 0;  ///< nanoseconds of INIT that are billed with the first invocation
  sim::Time due{};          ///< in use, in a calendar: when something happens to it next
  sim::Time since{};        ///< when INIT, the invocation or idleness began
  sim::Duration expiry{};
  RequestId request{};
  HostId host{};
  std::int64_t invocation_work = 0;  ///< reference CPU time of the invocation in progress
  EnvironmentId below{};             ///< idle: in the stack; in use: in a list of the calendar
  EnvironmentId above{};             ///< idle: in the stack, but for the top one
  std::uint32_t place = 0;           ///< idle: in the ReuseList; in use: the number of its coming
  std::uint32_t serial = 0;          ///< number of its creation, from 0
};
static_assert(sizeof(Environment) == 64);

using Environments = sim::Pool<Environment, EnvironmentId>;

}  // namespace models::lambda
