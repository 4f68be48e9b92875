// What moves a group's limits: scheduled actions and the forecast of predictive scaling.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "models/compute/ec2_asg/config.hpp"
#include "models/compute/ec2_asg/prediction.hpp"
#include "models/compute/schedule.hpp"
#include "models/ports/run_context.hpp"

namespace models::ec2_asg {

/// The group whose limits move.
class PlannedGroup {
 public:
  virtual ~PlannedGroup() = default;
  /// The limits are these now; `desired`: what a scheduled action asks for besides.
  virtual void limits_changed(const Limits& limits, std::optional<std::int64_t> desired, const std::string& why,
                              sim::Time now) = 0;
  /// CPU used so far in vCPU-seconds, or requests so far.
  virtual double load_so_far(PredictedMetric metric, sim::Time now) = 0;
};

/// The limits are those of the configuration, changed by the schedule; the forecast lifts the minimum, up to the
/// maximum. One kernel slot; O(actions) for every change.
class CapacityPlan {
 public:
  CapacityPlan(const Ec2AsgConfig& config, const RunContext& context, const Limits& configured,
               std::unique_ptr<Prediction> prediction, PlannedGroup& group);

  /// Tells the group the limits that hold at the beginning of the run.
  void start(sim::Time now);

 private:
  void rang(std::uint32_t unused, sim::Time now);
  void schedule_next(sim::Time now);
  Limits limits() const {
    return {std::max(scheduled_.minimum, std::min(floor_, scheduled_.maximum)), scheduled_.maximum};
  }

  sim::Kernel& kernel_;
  EventLog& events_;
  Schedule schedule_;
  std::unique_ptr<Prediction> prediction_;  ///< null: none
  PlannedGroup& group_;
  Limits scheduled_{};
  std::int64_t floor_ = 0;  ///< what the forecast asks for
  sim::SlotId slot_{};
};

}  // namespace models::ec2_asg
