// How long each launch of a task or an instance waited, and for what: the levels of a cold start.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/units/time.hpp"

namespace models {

/// What a launch waits for, in the order in which it comes to it. A launch passes through those that its kind and
/// launch type have.
enum class LaunchPhase : std::size_t {
  kLaunchQuota,       ///< a task: the scheduler's and the account's launch rates, a limit of launches under way
  kGroupHealthCheck,  ///< an instance: until its group notices that it lacks one (EC2 took it)
  kCapacityProvider,  ///< a task: no instance has room, until its capacity provider asks for one (the next minute's
                      ///< decision, its alarm)
  kEc2Capacity,       ///< both: from then on until EC2 has capacity for it (Spot, or a host with room)
  kInstancePending,   ///< the RunInstances call (StartInstances out of a warm pool), pending to running
  kInstanceBoot,      ///< its operating system, its user data
  kRegistration,      ///< its agent joins the cluster
  kProvisioning,      ///< Fargate: network interface and microVM; on instances: room that another task gives up
  kPull,              ///< the image
  kContainerStart,    ///< the containers, in the order of their dependencies; the application where there are none
  kActivating,        ///< started, but not RUNNING yet: service discovery, target groups
  kHealthCheck,       ///< until the load balancer finds it healthy
  kCount,
};
inline constexpr std::size_t kLaunchPhaseCount = static_cast<std::size_t>(LaunchPhase::kCount);

/// "launch_quota" ... "health_check", indexed by LaunchPhase.
const std::array<std::string_view, kLaunchPhaseCount>& launch_phase_names();

enum class LaunchEnd : std::uint8_t { kInService, kStopped, kUnderWay };
/// "in_service", "stopped", "under_way".
std::string_view launch_end_name(LaunchEnd end);

enum class LaunchKind : std::uint8_t { kInstance, kPooledInstance, kTask };
/// "instance", "instance_from_pool" (a warm pool's), "task".
std::string_view launch_kind_name(LaunchKind kind);

/// The name that an instance has in events.csv and launches.csv: "i-00004", in a group with a name "name/i-00004".
/// `serial`: its number among the launches of its group, from 1.
std::string instance_name(std::string_view group, std::uint64_t serial);

/// One row of launches.csv.
struct Launch {
  std::uint64_t number = 0;  ///< order of launches among tasks, or among instances, from 1
  LaunchKind kind = LaunchKind::kTask;
  std::string subject{};   ///< "task-17", "i-00004", as in events.csv
  std::string instance{};  ///< where a task was placed; of an instance its own name; none: Fargate, or no place yet
  bool is_spot = false;
  LaunchEnd end = LaunchEnd::kUnderWay;
  sim::Time wanted_at{};  ///< the desired count was raised, or the one that it replaces went
  std::array<sim::Duration, kLaunchPhaseCount> waits{};

  sim::Duration total() const {
    sim::Duration sum;
    for (const sim::Duration wait : waits) {
      sum += wait;
    }
    return sum;
  }
};

/// Writes down the phases of one launch, one after the other, from when it was wanted up to `now`.
class LaunchClock {
 public:
  LaunchClock(Launch& launch, sim::Time now) : launch_{launch}, reached_{launch.wanted_at}, now_{now} {}
  /// What passed since the last call was spent in `phase`, until `at`. A time that lies before, or is still to come,
  /// counts as the border that it passes: a launch does not wait for what had happened before it was wanted.
  void passed(LaunchPhase phase, sim::Time at) {
    const sim::Time until = std::clamp(at, reached_, now_);
    launch_.waits[static_cast<std::size_t>(phase)] += until - reached_;
    reached_ = until;
  }

 private:
  Launch& launch_;
  sim::Time reached_;
  sim::Time now_;
};

/// Keeps the launches of replication 0. Bounded: what would be more than kMost is thinned to every second, fourth ...
/// launch of the whole run. O(1) amortised.
class LaunchLog {
 public:
  static constexpr std::size_t kMost = 10'000;

  bool keeps(std::uint64_t number) const { return (number - 1) % every_ == 0; }
  void add(Launch launch) {
    if (!keeps(launch.number)) {
      return;
    }
    launches_.push_back(std::move(launch));
    while (launches_.size() > kMost) {
      every_ *= 2;
      std::erase_if(launches_, [this](const Launch& kept) { return !keeps(kept.number); });
    }
  }
  /// Instances first, then tasks, each in the order of their numbers.
  std::vector<Launch> take() {
    std::sort(launches_.begin(), launches_.end(), [](const Launch& a, const Launch& b) {
      return std::pair{a.kind == LaunchKind::kTask, a.number} < std::pair{b.kind == LaunchKind::kTask, b.number};
    });
    return std::move(launches_);
  }

 private:
  std::uint64_t every_ = 1;
  std::vector<Launch> launches_{};
};

}  // namespace models
