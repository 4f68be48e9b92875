// Placement strategies: which container instance takes a service's next task, and which of its tasks is stopped first.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/compute/ecs/instance_order.hpp"
#include "models/ports/fleet.hpp"
#include "sim/config/schema.hpp"
#include "sim/random/stream.hpp"

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

/// Candidates are shown one by one; of equals one is drawn, or the first is kept. Complexity: O(strategies) for each.
class Placement {
 public:
  /// An empty chain: what the service scheduler does where no strategy is given.
  explicit Placement(const std::vector<PlacementStrategy>& chain);

  /// Below zero: `a` is the better place for a task than `b`, or, to stop one, the better place to take it from; zero:
  /// it makes no difference.
  int compare(const PlacementView& a, const PlacementView& b, bool is_to_stop) const;
  /// Orders those of one zone, or all where zones make no difference, as compare() does: the smallest key is the best
  /// place. `luck`: what decides between those that are equal, the smallest first.
  InstanceOrder::Key key(const PlacementView& view, bool is_to_stop, std::int64_t luck) const;
  bool looks_at_zones() const;
  /// Whether chance decides between tasks to stop that are equal to the chain; else the newest goes.
  bool stops_at_random() const;

 private:
  std::vector<PlacementStrategy> chain_;
};

}  // namespace models::ecs
