// What: tasks on AWS Fargate, each in a microVM of its own: launched from the account's token bucket, provisioned,
// placed
//   on a host of the fleet; then the whole image is pulled, every time, and billing begins.
// Source: AWS Fargate user guide: throttling quotas (read 2026), pricing: from image pull to stop, per second, one
// minute
//   at least (2023-06); nothing is cached between tasks (AWS's material on lazy loading).
// Units: meters count milli-vCPU·ms and MiB·ms.
// Assumes: a new task goes to the zone with the fewest, and to the others in that order when no host there has room.
// Leaves out: Spot, Windows, ephemeral storage beyond what is included, lazy loading of images.
// Checked against: tests/unit/models/compute/ecs_fargate_test.cpp.
#pragma once

#include <optional>
#include <vector>

#include "models/compute/ecs/config.hpp"
#include "models/compute/ecs/task_hosts.hpp"
#include "models/compute/network_meters.hpp"
#include "models/ports/run_context.hpp"
#include "sim/kernel/token_bucket.hpp"

namespace models::ecs {

/// O(zones) per task.
class Fargate final : public TaskHosts {
 public:
  Fargate(const EcsConfig& config, const MachineShape& size, const RunContext& context, Workers& workers,
          compute::NetworkMeters& network);

  void set_owner(TaskOwner& owner) override { owner_ = &owner; }
  void start(std::int64_t, sim::Time) override {}
  bool place_ready(TaskId task, sim::Time now) override { return place(task, now); }
  sim::Time launch_allowed_at(sim::Time now) override { return launches_.available_at(1, now); }
  void seek(TaskId task, sim::Time now) override;
  void woken(TaskId task, sim::Time now) override;
  void leave(TaskId task, sim::Time now) override;
  DomainId domain_of(TaskId task) const override { return places_[task.index()].domain; }
  ZoneId zone_of(TaskId task) const override { return places_[task.index()].zone; }
  CpuSpeed speed() const override { return speed_; }

 private:
  struct Place {
    bool is_taken = false;
    ZoneId zone{};
    HostId host{};
    DomainId domain{};
    sim::Time billed_from{};
  };

  bool place(TaskId task, sim::Time now);
  std::optional<HostId> find_host(ZoneId& zone, sim::Time now);
  void change_levels(sim::Time now, std::int64_t sign);

  Gauges& gauges_;
  Meters& meters_;
  EventLog& events_;
  Fleet& fleet_;
  Workers& workers_;
  compute::NetworkMeters& network_;
  TaskOwner* owner_ = nullptr;

  MachineShape size_;
  std::int64_t memory_mib_;
  CpuSpeed speed_;
  sim::Duration pull_time_;
  sim::Duration placement_retry_;
  sim::random::Sampler provisioning_;
  sim::random::Stream provisioning_stream_;
  sim::TokenBucket launches_;
  bool has_public_ip_;

  MeterId vcpu_meter_{};
  MeterId memory_meter_{};
  MeterId address_meter_{};
  std::vector<Place> places_{};  ///< by task
  std::vector<std::int64_t> tasks_in_zone_;
};

}  // namespace models::ecs
