// A scenario: what traffic arrives, what the application is made of, and which architectures carry it. The root of the
// YAML file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/client/client_config.hpp"
#include "models/fleet/config.hpp"
#include "models/ports/application.hpp"
#include "models/ports/run_context.hpp"
#include "sim/config/reader.hpp"
#include "sim/config/schema.hpp"

namespace scenarios {

/// What counts as good enough.
struct Slo {
  std::optional<sim::Duration> latency_p99{};
  sim::Fraction availability{};
  std::int64_t replicas = 0;
  static const sim::config::Schema& schema();
};

/// How traffic is represented.
enum class Fidelity : std::uint8_t { kRequests, kFluid, kAuto };

struct Scenario {
  std::int64_t schema_version = 1;
  std::string name{};
  std::string region{};
  sim::Duration duration{};
  sim::Duration warm_up{};
  sim::Duration drain{};
  sim::Duration tick{};
  sim::Duration month{};
  std::int64_t replications = 0;
  std::int64_t seed = 0;
  std::string reference_cpu{};
  std::optional<Fidelity> fidelity{};  ///< none: requests
  sim::config::Quotas quotas = sim::config::Quotas::kAccount;
  models::InitialState::Kind initial = models::InitialState::Kind::kSteady;
  std::vector<std::pair<std::string, std::int64_t>> initial_replicas{};
  bool free_tier = false;
  sim::config::Choice workload{};
  models::client::ClientConfig client{};
  models::Application application{};
  Slo slo{};
  models::fleet::FleetConfig fleet{};
  std::vector<std::pair<std::string, sim::config::Choice>> architectures{};
  static const sim::config::Schema& schema();

  models::InitialState initial_of(const std::string& architecture) const;
};

}  // namespace scenarios
