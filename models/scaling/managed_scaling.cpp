// Managed scaling: keeps CapacityProviderReservation at the target capacity.
//
// What: with M the instances needed and N those running, the reservation is M/N x 100; 100 if both are 0, 200 if only N
//   is. Above target for `out_datapoints`: to ceil(N x reservation / target), by a step of at least the smallest and at
//   most the largest step size, unless an instance still warms up, which it does from its launch on. Below target for
//   `in_datapoints`: some empty instances go, at least one and less than half of all each period, and never more than
//   leaves the reservation at the target. A scale-out starts the count for scaling in again.
// Source: Amazon ECS developer guide, cluster auto scaling (2023-06), and its warm-up period (2026-11); alarms that AWS
//   generated; the half: AWS's announcement of faster scale-in.
// Units: instances.
// Assumes: the guide gives the reservation without waiting tasks as 100 minus the number of empty instances. With a
//   target of 100 that is below target exactly when M/N is; at a lower target it would never settle, so M/N is used
//   throughout. With several instance types M is what the waiting tasks take on the largest one, by each parameter;
//   tasks that do not fit on the smallest don't count, and where none does the reservation stays at the target (the
//   guide of 2023-06 said: at 100). Nothing is asked for twice: what is added is what exceeds the group's desired
//   capacity, however long the instances of the last scale-out take to come. The guide warns that a warm-up period
//   shorter than that overprovisions, but not by how much; here it does not.
// Leaves out: the limit of waiting tasks, which is the cluster's; placement constraints but distinct_instance, which
//   the guide advises against here.
// Checked against: tests/unit/models/scaling/managed_scaling_test.cpp.
#include "models/scaling/managed_scaling.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "models/scaling/rounding.hpp"
#include "sim/check.hpp"

namespace models::scaling {
namespace {

/// The reservation of a cluster that needs instances and has none: 200.
constexpr Reservation kNothingRuns{2, 1};

}  // namespace

Reservation reservation(std::int64_t needed, std::int64_t running) {
  if (running > 0) {
    return {needed, running};
  }
  return needed > 0 ? kNothingRuns : Reservation{1, 1};
}

ManagedScaling::ManagedScaling(const ManagedScalingConfig& config, const InstanceRooms& instances)
    : config_{config}, instances_{instances}, high_{config.out_datapoints}, low_{config.in_datapoints} {
  SIM_CHECK(config.target_capacity.billionths() > 0, "the target capacity is positive");
}

std::optional<ScalingDecision> ManagedScaling::observe(const ClusterView& view, sim::Time /*now*/) {
  SIM_CHECK(view.empty >= 0 && view.empty <= view.running, "empty instances are running ones");
  const std::int64_t needed = view.running - view.empty + instances_needed(view.waiting, instances_);
  const Reservation metric = reservation(needed, view.running);
  const sim::Int128 measured = metric.part * kBillion;
  const sim::Int128 target = metric.whole * config_.target_capacity.billionths();
  // At the target by definition: an empty cluster without tasks, and one whose waiting tasks all fit on no instance.
  const bool holds = (needed == 0 && view.running == 0) || none_fits(view.waiting, instances_);
  high_.observe(!holds && measured > target ? Datapoint::kBreaching : Datapoint::kFine);
  low_.observe(!holds && measured < target ? Datapoint::kBreaching : Datapoint::kFine);
  if (high_.is_in_alarm()) {
    return scale_out(needed, view);
  }
  if (low_.is_in_alarm()) {
    return scale_in(needed, view);
  }
  return std::nullopt;
}

std::optional<ScalingDecision> ManagedScaling::scale_out(std::int64_t needed, const ClusterView& view) {
  if (view.warming) {
    return std::nullopt;
  }
  const Reservation metric = reservation(needed, view.running);
  const sim::Int128 base = std::max<std::int64_t>(view.running, 1);
  const std::int64_t wanted =
      divide_up(base * metric.part * kBillion, metric.whole * config_.target_capacity.billionths());
  if (wanted <= view.desired) {
    return std::nullopt;
  }
  const std::int64_t step =
      std::clamp(wanted - view.desired, config_.minimum_scaling_step_size, config_.maximum_scaling_step_size);
  const std::int64_t desired = std::clamp(view.desired + step, config_.min, config_.max);
  if (desired <= view.desired) {
    return std::nullopt;
  }
  low_.reset();
  return ScalingDecision{desired, fmt::format("{} instances needed, {} running: desired {} to {}", needed, view.running,
                                              view.desired, desired)};
}

std::optional<ScalingDecision> ManagedScaling::scale_in(std::int64_t needed, const ClusterView& view) const {
  const std::int64_t enough =
      divide_up(static_cast<sim::Int128>(needed) * kBillion, config_.target_capacity.billionths());
  const std::int64_t less_than_half = std::max<std::int64_t>(1, (view.running - 1) / 2);
  const std::int64_t step = std::min({view.running - enough, view.empty, less_than_half});
  const std::int64_t desired = std::clamp(view.desired - step, config_.min, config_.max);
  if (step <= 0 || desired >= view.desired) {
    return std::nullopt;
  }
  return ScalingDecision{desired, fmt::format("{} of {} instances are empty: desired {} to {}", view.empty,
                                              view.running, view.desired, desired)};
}

std::unique_ptr<CapacityProvider> make_managed_scaling(const ManagedScalingConfig& config,
                                                       const InstanceRooms& instances) {
  return std::make_unique<ManagedScaling>(config, instances);
}

}  // namespace models::scaling
