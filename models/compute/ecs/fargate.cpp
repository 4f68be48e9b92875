#include "models/compute/ecs/fargate.hpp"

#include <cmath>
#include <string>

#include <fmt/core.h>

#include "models/compute/ecs/launch_bucket.hpp"
#include "models/ports/skus.hpp"

namespace models::ecs {

namespace {

/// AWS Fargate pricing, Linux (2023-06).
constexpr sim::Duration kLeastBilled = sim::Duration::minutes(1);

}  // namespace

Fargate::Fargate(const EcsConfig& config, const MachineShape& size, const RunContext& context, Workers& workers,
                 compute::NetworkMeters& network)
    : gauges_{context.gauges},
      meters_{context.meters},
      events_{context.events},
      fleet_{context.fleet},
      workers_{workers},
      network_{network},
      size_{size},
      memory_mib_{size.memory.count() >> 20},
      speed_{CpuSpeed::q32(static_cast<std::uint64_t>(std::llround(config.cpu_speed * 4294967296.0)))},
      pull_time_{config.registry.pull_time(context.application.total_image())},
      placement_retry_{config.placement_retry},
      provisioning_{config.provisioning},
      provisioning_stream_{context.stream("provisioning")},
      launches_{launch_bucket(config.launch_burst, config.launch_rate, context.start)},
      has_public_ip_{config.registry.network == Network::kPublicIp},
      tasks_in_zone_(context.fleet.zone_count()) {
  const std::string architecture{config.architecture == CpuArchitecture::kX86 ? sku::kX86 : sku::kArm};
  const std::string on_demand{sku::kOnDemand};
  vcpu_meter_ = meters_.open({std::string{sku::kFargateVcpu}, architecture, on_demand});
  memory_meter_ = meters_.open({std::string{sku::kFargateMemory}, architecture, on_demand});
  if (has_public_ip_) {
    address_meter_ = meters_.open({std::string{sku::kPublicIpv4}, "", on_demand});
  }
}

void Fargate::seek(TaskId task, sim::Time now) {
  launches_.take(1, now);
  if (places_.size() <= task.index()) {
    places_.resize(task.index() + 1);
  }
  owner_->wake_at(task, now + provisioning_.draw_duration(provisioning_stream_));
}

void Fargate::woken(TaskId task, sim::Time now) {
  if (places_[task.index()].is_taken) {
    owner_->image_pulled(task, now);
    return;
  }
  if (!place(task, now)) {
    if (events_.enabled()) {
      events_.log(now, "placement_refused", "fargate",
                  fmt::format("no host has room for a task of {} vCPU; next try in {:g} s", size_.vcpu.in_vcpu(),
                              placement_retry_.seconds()));
    }
    owner_->wake_at(task, now + placement_retry_);
    return;
  }
  network_.image_pulled(now);
  owner_->wake_at(task, now + pull_time_);
  owner_->placed(task, places_[task.index()].zone, now);
}

bool Fargate::place(TaskId task, sim::Time now) {
  ZoneId zone;
  const std::optional<HostId> host = find_host(zone, now);
  if (!host) {
    return false;
  }
  if (places_.size() <= task.index()) {
    places_.resize(task.index() + 1);
  }
  places_[task.index()] = {true, zone, *host, workers_.open_domain(size_.vcpu, speed_, now), now};
  workers_.set_memory(places_[task.index()].domain, size_.memory);
  ++tasks_in_zone_[zone.index()];
  change_levels(now, 1);
  return true;
}

/// Zones with fewer tasks first, then by number.
std::optional<HostId> Fargate::find_host(ZoneId& zone, sim::Time now) {
  std::vector<bool> is_tried(tasks_in_zone_.size());
  for (std::size_t tries = 0; tries < is_tried.size(); ++tries) {
    std::size_t fewest = is_tried.size();
    for (std::size_t i = 0; i < is_tried.size(); ++i) {
      if (!is_tried[i] && (fewest == is_tried.size() || tasks_in_zone_[i] < tasks_in_zone_[fewest])) {
        fewest = i;
      }
    }
    is_tried[fewest] = true;
    zone = ZoneId{static_cast<std::uint32_t>(fewest)};
    if (const std::optional<HostId> host = fleet_.place(zone, size_, now)) {
      return host;
    }
  }
  return std::nullopt;
}

void Fargate::leave(TaskId task, sim::Time now) {
  Place& place = places_[task.index()];
  if (!place.is_taken) {
    return;
  }
  workers_.close_domain(place.domain, now);
  fleet_.release(place.host, size_, now);
  --tasks_in_zone_[place.zone.index()];
  change_levels(now, -1);
  meters_.add_billed_extra(vcpu_meter_, place.billed_from, now, size_.vcpu.milli(), kLeastBilled);
  meters_.add_billed_extra(memory_meter_, place.billed_from, now, memory_mib_, kLeastBilled);
  place = {};
}

void Fargate::change_levels(sim::Time now, std::int64_t sign) {
  gauges_.add(Gauge::kVcpuBilled, now, sign * size_.vcpu.milli());
  gauges_.add(Gauge::kMemoryBilled, now, sign * size_.memory.count());
  meters_.level(vcpu_meter_, now, sign * size_.vcpu.milli());
  meters_.level(memory_meter_, now, sign * memory_mib_);
  if (has_public_ip_) {
    meters_.level(address_meter_, now, sign);
  }
}

}  // namespace models::ecs
