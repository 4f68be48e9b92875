// Placement strategies: which container instance takes a service's next task, and which of its tasks is stopped first.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/ports/fleet.hpp"
#include "sim/config/schema.hpp"
#include "sim/units/int128.hpp"

namespace models::ecs {

enum class StrategyType : std::uint8_t { kBinpack, kSpread, kRandom };
enum class StrategyField : std::uint8_t { kCpu, kMemory, kZone, kInstance };

/// A step of the chain; what one leaves undecided the next one decides.
struct PlacementStrategy {
  StrategyType type = StrategyType::kRandom;
  std::optional<StrategyField> field{};  ///< none with kRandom
  static const sim::config::Schema& schema();
};

/// The part of the cluster that a task may be placed in.
struct MemberOf {
  std::vector<std::int64_t> zones{};          ///< empty: all
  std::vector<std::string> instance_types{};  ///< empty: all
  static const sim::config::Schema& schema();
};

struct PlacementConstraints {
  bool distinct_instance = false;
  MemberOf member_of{};
  static const sim::config::Schema& schema();
};

struct PlacementConfig {
  std::vector<PlacementStrategy> placement_strategy{};  ///< empty: the service scheduler's own rules
  PlacementConstraints placement_constraints{};
  static const sim::config::Schema& schema();
};

/// An instance that has room, or one with a task that may be stopped: what strategies look at.
struct PlacementView {
  ZoneId zone{};
  std::int64_t tasks_in_zone = 0;      ///< of this service
  std::int64_t tasks_on_instance = 0;  ///< of this service
  MachineShape free{};
};

/// A chain of strategies, as an order of candidates.
class Placement {
 public:
  /// An empty chain: what the service scheduler does where no strategy is given.
  explicit Placement(const std::vector<PlacementStrategy>& chain);

  /// Whether the chain asks how many tasks a zone has, so that a task's place depends on those in other zones.
  bool looks_at_zones() const { return looks_at_zones_; }
  /// All that the chain asks of an instance that has room, but for its zone: the least is the best place for a task.
  /// Less than 2^127.
  sim::Uint128 key(const PlacementView& view) const;
  /// Whether the instance with the key `a` is a better place than that with `b`, whose zone has a lower number.
  /// `zone_a`: how many tasks `a`'s zone has; minus as many where a task is to be stopped, for which the keys are those
  /// of key_to_stop().
  bool prefers(sim::Uint128 a, std::int64_t zone_a, sim::Uint128 b, std::int64_t zone_b) const;

  /// Below zero: `a` is the better place to take a task from; zero: it makes no difference. O(strategies).
  int compare_to_stop(const PlacementView& a, const PlacementView& b) const;
  /// As key(): the least is the best place to take a task from. Less than 2^127.
  sim::Uint128 key_to_stop(const PlacementView& view) const { return kLargestKey - key(view); }
  /// Whether chance decides between tasks to stop that are equal to the chain; else the newest goes.
  bool stops_at_random() const { return is_random_; }

 private:
  static constexpr sim::Uint128 kLargestKey = (sim::Uint128{1} << 127) - 1;

  std::vector<StrategyField> fields_{};  ///< in the chain's order, each once, up to what is left to chance
  bool is_random_ = false;
  bool looks_at_zones_ = false;
  int bits_after_zone_ = 0;  ///< of a key
};

}  // namespace models::ecs
