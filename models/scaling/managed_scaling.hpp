// Managed scaling of an ECS capacity provider.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "models/ports/capacity_provider.hpp"
#include "models/scaling/alarm.hpp"
#include "sim/units/int128.hpp"

namespace models::scaling {

/// CapacityProviderReservation as part/whole; 1/1 is 100.
struct Reservation {
  sim::Int128 part = 0;
  sim::Int128 whole = 1;
};

/// `needed`: instances that carry tasks, and those that the waiting tasks need besides.
Reservation reservation(std::int64_t needed, std::int64_t running);

class ManagedScaling : public CapacityProvider {
 public:
  ManagedScaling(const ManagedScalingConfig& config, const InstanceRooms& instances);

  std::int64_t minimum() const override { return config_.min; }
  std::int64_t maximum() const override { return config_.max; }
  sim::Duration period() const override { return config_.period; }
  sim::Duration publication_delay() const override { return config_.publication_delay; }
  sim::Duration warm_up() const override { return config_.warm_up; }
  bool protects_busy() const override { return config_.managed_termination_protection; }
  std::int64_t alarms() const override { return 2; }
  std::optional<ScalingDecision> observe(const ClusterView& view, sim::Time now) override;

 private:
  std::optional<ScalingDecision> scale_out(std::int64_t needed, const ClusterView& view);
  std::optional<ScalingDecision> scale_in(std::int64_t needed, const ClusterView& view) const;

  ManagedScalingConfig config_;
  InstanceRooms instances_;
  Alarm high_;
  Alarm low_;
};

std::unique_ptr<CapacityProvider> make_managed_scaling(const ManagedScalingConfig& config,
                                                       const InstanceRooms& instances);

}  // namespace models::scaling
