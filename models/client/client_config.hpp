// What clients do besides sending requests. Read from YAML, the same for every architecture of a scenario.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/config/schema.hpp"
#include "sim/units/fraction.hpp"
#include "sim/units/rate.hpp"
#include "sim/units/time.hpp"

namespace models::client {

/// How an attempt ended that was not answered.
enum class Unserved : std::uint8_t { kRejected, kTimedOut, kFailed };

/// How long a client waits before it tries again.
struct Backoff {
  enum class Kind : std::uint8_t { kExponential, kConstant };
  enum class Jitter : std::uint8_t { kNone, kFull, kEqual };
  Kind kind = Kind::kExponential;
  sim::Duration base{};
  double factor = 0.0;
  sim::Duration max{};
  Jitter jitter = Jitter::kNone;
  static const sim::config::Schema& schema();
};

/// How many retries all clients together may make (models/client/retry_budget.hpp).
struct RetryBudgetConfig {
  sim::Fraction ratio{};
  sim::Rate floor{};
  sim::Duration expiry{};
  static const sim::config::Schema& schema();
};

struct ClientConfig {
  std::optional<sim::Duration> timeout{};  ///< none: waits for ever
  bool cancel_on_disconnect = false;       ///< a server learns that the client has given up, and stops
  std::int64_t retries = 0;                ///< most attempts after the first one
  std::vector<Unserved> retry_on{};
  Backoff backoff{};
  std::optional<RetryBudgetConfig> retry_budget{};  ///< none: nothing but `retries` limits them
  static const sim::config::Schema& schema();
};

}  // namespace models::client
