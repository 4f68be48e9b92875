// When AWS takes Spot tasks back.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "models/compute/ecs/fargate_config.hpp"
#include "models/compute/ecs/task_hosts.hpp"
#include "models/ports/run_context.hpp"
#include "sim/kernel/kernel.hpp"

namespace models::ecs {

/// What is told about a Spot task, in this order.
class SpotTaskEvents {
 public:
  virtual ~SpotTaskEvents() = default;
  virtual void noticed(TaskId task, sim::Time now) = 0;  ///< deregister it, SIGTERM
  virtual void killed(TaskId task, sim::Time now) = 0;   ///< SIGKILL, unless it has ended before
};

/// One kernel slot per Spot task. A reclaim costs O(tasks log tasks), everything else O(log events).
class FargateSpot {
 public:
  /// `grace`: from the notice to SIGKILL.
  FargateSpot(const FargateSpotConfig& config, sim::Duration grace, const RunContext& context, SpotTaskEvents& events);

  /// Schedules what the scenario announces. Once, when the run begins.
  void start(sim::Time now);
  bool has_capacity(sim::Time now) const;
  /// A Spot task that has got a place.
  void watch(TaskId task, sim::Time now);
  /// It has ended, or was never watched.
  void forget(TaskId task);

 private:
  enum class Stage : std::uint8_t { kNone, kCalm, kNoticed };
  struct Watched {
    Stage stage = Stage::kNone;
    sim::SlotId slot{};
    std::uint64_t number = 0;  ///< order of placements
  };

  void rang(std::uint32_t task, sim::Time now);
  void notice(TaskId task, sim::Time now);
  void reclaim(std::uint32_t index, sim::Time now);
  std::optional<sim::Duration> draw_life(std::uint64_t number) const;

  FargateSpotConfig config_;
  sim::Duration grace_;
  sim::Kernel& kernel_;
  EventLog& log_;
  SpotTaskEvents& events_;
  std::uint64_t life_key_;
  double mean_life_seconds_ = 0.0;  ///< 0: none is taken but by a reclaim
  std::uint64_t placements_ = 0;
  std::vector<Watched> watched_{};  ///< by task
};

}  // namespace models::ecs
