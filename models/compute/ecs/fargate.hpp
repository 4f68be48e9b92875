// What: tasks on AWS Fargate, each in a microVM of its own: launched from the token bucket of its purchase option,
//   provisioned, placed on a host of the fleet; then the image is pulled, every time, and billing begins.
// Source: AWS Fargate user guide: throttling quotas (read 2026), pricing: from image pull to stop, per second, one
//   minute at least; capacity providers, Spot termination notices, task storage (2023-06); nothing is cached between
//   tasks (AWS's material on lazy loading).
// Units: meters count milli-vCPU·ms, MiB·ms and GiB·ms of storage beyond what is free.
// Assumes: a new task goes to the zone with the fewest, and to the others in that order when no host there has room.
//   A capacity provider's base is filled first; then the next task goes where tasks are fewest for the weight. With
//   lazy loading the rest of an image comes while the containers run and slows nothing down.
// Leaves out: Windows; which tasks a capacity provider strategy stops when a service shrinks: the scheduler chooses.
// Checked against: tests/unit/models/compute/ecs_fargate_test.cpp, ecs_fargate_spot_test.cpp.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "models/compute/ecs/config.hpp"
#include "models/compute/ecs/fargate_spot.hpp"
#include "models/compute/ecs/task_hosts.hpp"
#include "models/compute/network_meters.hpp"
#include "models/ports/run_context.hpp"
#include "sim/kernel/by_age.hpp"
#include "sim/kernel/token_bucket.hpp"

namespace models::ecs {

/// O(zones) per task, O(log tasks) where it begins or ceases to serve.
class Fargate final : public TaskHosts, private SpotTaskEvents {
 public:
  Fargate(const EcsConfig& config, const MachineShape& size, const RunContext& context, Workers& workers,
          compute::NetworkMeters& network);

  void set_owner(TaskOwner& owner) override { owner_ = &owner; }
  void start(std::int64_t tasks, sim::Time now) override;
  bool place_ready(TaskId task, sim::Time now) override;
  sim::Time launch_allowed_at(ServiceVersion version, sim::Time now) override;
  void seek(TaskId task, ServiceVersion version, sim::Time now) override;
  void woken(TaskId task, sim::Time now) override;
  void stopping(TaskId task, sim::Time now) override;
  void stopped(TaskId task, sim::Time now) override;
  void leave(TaskId task, sim::Time now) override;
  void serves(const StopCandidate& task) override;
  void serves_no_more(const StopCandidate& task) override;
  TaskId first_to_stop() override;
  void new_version(sim::Fraction) override { division_.add_deployment(); }
  DomainId domain_of(TaskId task) const override { return places_[task.index()].domain; }
  ZoneId zone_of(TaskId task) const override { return places_[task.index()].zone; }
  std::string next_provider(ServiceVersion version) const override { return name_of(next_option(version)); }
  std::string provider_of(TaskId task) const override { return name_of(places_[task.index()].option); }
  bool is_spot(TaskId task) const override { return places_[task.index()].option == Option::kSpot; }
  CpuSpeed speed() const override { return speed_; }

 private:
  enum class Option : std::uint8_t { kOnDemand, kSpot };
  enum class Stage : std::uint8_t { kSeeking, kPlaced, kStopped };
  struct Place {
    Stage stage = Stage::kSeeking;
    Option option = Option::kOnDemand;
    ServiceVersion version = kFirstVersion;
    bool is_counted = false;  ///< among the tasks that the strategy divides
    ZoneId zone{};
    HostId host{};
    DomainId domain{};
    sim::Time billed_from{};
  };
  /// What a purchase option has of its own.
  struct Provider {
    ProviderShare share{};
    sim::TokenBucket launches;
    MeterId vcpu{};
    MeterId memory{};
  };

  void noticed(TaskId task, sim::Time now) override { owner_->evicted(task, now); }
  void killed(TaskId task, sim::Time now) override { owner_->lost(task, now); }

  Provider& provider(Option option) { return providers_[static_cast<std::size_t>(option)]; }
  Provider make_provider(const EcsConfig& config, Option option, sim::Time start) const;
  std::string name_of(Option option) const {
    return spot_ ? (option == Option::kSpot ? "fargate_spot" : "fargate") : "";
  }
  Option next_option(ServiceVersion version) const { return static_cast<Option>(division_.next(index_of(version))); }
  void admit(TaskId task, ServiceVersion version);
  bool place(TaskId task, sim::Time now);
  std::optional<HostId> find_host(ZoneId& zone, sim::Time now);
  void change_levels(const Place& place, sim::Time now, std::int64_t sign);

  Gauges& gauges_;
  Meters& meters_;
  EventLog& events_;
  Fleet& fleet_;
  Workers& workers_;
  compute::NetworkMeters& network_;
  TaskOwner* owner_ = nullptr;

  MachineShape size_;
  std::int64_t memory_mib_;
  std::int64_t extra_storage_gib_;
  CpuSpeed speed_;
  sim::Duration pull_time_;
  sim::Duration placement_retry_;
  sim::random::Sampler provisioning_;
  sim::random::Stream provisioning_stream_;
  std::array<Provider, 2> providers_;  ///< by option
  ProviderDivision division_;          ///< of the tasks that are not being stopped
  std::optional<FargateSpot> spot_{};  ///< none: no task runs on Spot
  bool has_public_ip_;

  MeterId storage_meter_{};
  MeterId address_meter_{};
  std::vector<Place> places_{};  ///< by task
  std::vector<std::int64_t> tasks_in_zone_;
  std::vector<sim::ByAge<TaskId>> serving_;  ///< by zone, in the order of their launches
};

}  // namespace models::ecs
