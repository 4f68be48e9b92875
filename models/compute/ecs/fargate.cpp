#include "models/compute/ecs/fargate.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include <fmt/core.h>

#include "models/compute/ecs/launch_bucket.hpp"
#include "models/ports/skus.hpp"
#include "sim/units/int128.hpp"

namespace models::ecs {

namespace {

/// AWS Fargate pricing, Linux (2023-06).
constexpr sim::Duration kLeastBilled = sim::Duration::minutes(1);

/// What of the image must be there before containers start.
sim::Bytes needed_image(const EcsConfig& config, const Application& application) {
  const sim::Bytes image = application.total_image();
  if (!config.fargate.lazy_loading) {
    return image;
  }
  const sim::Int128 billionths =
      static_cast<sim::Int128>(image.count()) * config.fargate.lazy_loading->needed.billionths();
  return sim::Bytes::bytes(static_cast<std::int64_t>((billionths + 999'999'999) / 1'000'000'000));
}

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
      extra_storage_gib_{(config.fargate.ephemeral_storage - kFreeStorage).count() >> 30},
      speed_{CpuSpeed::q32(static_cast<std::uint64_t>(std::llround(config.cpu_speed * 4294967296.0)))},
      pull_time_{config.registry.pull_time(needed_image(config, context.application))},
      placement_retry_{config.placement_retry},
      provisioning_{config.provisioning},
      provisioning_stream_{context.stream("provisioning")},
      providers_{make_provider(config, Option::kOnDemand, context.start),
                 make_provider(config, Option::kSpot, context.start)},
      division_{{provider(Option::kOnDemand).share, provider(Option::kSpot).share}},
      has_public_ip_{config.registry.network == Network::kPublicIp},
      tasks_in_zone_(context.fleet.zone_count()),
      serving_(context.fleet.zone_count()) {
  if (provider(Option::kSpot).share.gets_tasks()) {
    const sim::Duration grace = std::min(config.fargate.spot.interruption_notice, config.stop_timeout);
    spot_.emplace(config.fargate.spot, grace, context, static_cast<SpotTaskEvents&>(*this));
  }
  if (extra_storage_gib_ > 0) {
    storage_meter_ = meters_.open({std::string{sku::kFargateEphemeral}, "", std::string{sku::kOnDemand}});
  }
  if (has_public_ip_) {
    address_meter_ = meters_.open({std::string{sku::kPublicIpv4}, "", std::string{sku::kOnDemand}});
  }
}

Fargate::Provider Fargate::make_provider(const EcsConfig& config, Option option, sim::Time start) const {
  const bool is_spot = option == Option::kSpot;
  const CapacityProviderStrategy strategy = config.fargate.strategy();
  const FargateSpotConfig& spot = config.fargate.spot;
  Provider made{is_spot ? strategy.fargate_spot : strategy.fargate,
                is_spot ? launch_bucket(spot.launch_burst, spot.launch_rate, start)
                        : launch_bucket(config.launch_burst, config.launch_rate, start)};
  if (made.share.gets_tasks()) {
    const std::string architecture{config.architecture == CpuArchitecture::kX86 ? sku::kX86 : sku::kArm};
    const std::string purchase{is_spot ? sku::kSpot : sku::kOnDemand};
    made.vcpu = meters_.open({std::string{sku::kFargateVcpu}, architecture, purchase});
    made.memory = meters_.open({std::string{sku::kFargateMemory}, architecture, purchase});
  }
  return made;
}

void Fargate::start(std::int64_t, sim::Time now) {
  if (spot_) {
    spot_->start(now);
  }
}

sim::Time Fargate::launch_allowed_at(ServiceVersion version, sim::Time now) {
  return provider(next_option(version)).launches.available_at(1, now);
}

void Fargate::admit(TaskId task, ServiceVersion version) {
  if (places_.size() <= task.index()) {
    places_.resize(task.index() + 1);
  }
  Place& place = places_[task.index()];
  place = {};
  place.option = next_option(version);
  place.version = version;
  place.is_counted = true;
  division_.add(static_cast<std::size_t>(place.option), index_of(version));
}

void Fargate::seek(TaskId task, ServiceVersion version, sim::Time now) {
  admit(task, version);
  provider(places_[task.index()].option).launches.take(1, now);
  owner_->wake_at(task, now + provisioning_.draw_duration(provisioning_stream_));
}

bool Fargate::place_ready(TaskId task, sim::Time now) {
  admit(task, kFirstVersion);
  if (place(task, now)) {
    return true;
  }
  stopping(task, now);
  return false;
}

void Fargate::woken(TaskId task, sim::Time now) {
  if (places_[task.index()].stage == Stage::kPlaced) {
    owner_->image_pulled(task, now);
    return;
  }
  if (!place(task, now)) {
    if (events_.enabled()) {
      events_.log(now, "placement_refused", is_spot(task) ? "fargate_spot" : "fargate",
                  fmt::format("no room for a task of {} vCPU; next try in {:g} s", size_.vcpu.in_vcpu(),
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
  if (is_spot(task) && !spot_->has_capacity(now)) {
    return false;
  }
  ZoneId zone;
  const std::optional<HostId> host = find_host(zone, now);
  if (!host) {
    return false;
  }
  Place& place = places_[task.index()];
  place.stage = Stage::kPlaced;
  place.zone = zone;
  place.host = *host;
  place.domain = workers_.open_domain(size_.vcpu, speed_, now);
  place.billed_from = now;
  workers_.set_memory(place.domain, size_.memory);
  ++tasks_in_zone_[zone.index()];
  change_levels(place, now, 1);
  if (is_spot(task)) {
    spot_->watch(task, now);
  }
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

/// The strategy divides the tasks that are to stay: another may be launched in its stead.
void Fargate::stopping(TaskId task, sim::Time) {
  Place& place = places_[task.index()];
  if (place.is_counted) {
    place.is_counted = false;
    division_.remove(static_cast<std::size_t>(place.option), index_of(place.version));
  }
}

/// Billing ends; the network interface, and with it the host, is given back in leave().
void Fargate::stopped(TaskId task, sim::Time now) {
  Place& place = places_[task.index()];
  if (place.stage != Stage::kPlaced) {
    return;
  }
  if (spot_) {
    spot_->forget(task);
  }
  place.stage = Stage::kStopped;
  workers_.close_domain(place.domain, now);
  change_levels(place, now, -1);
  const Provider& from = provider(place.option);
  meters_.add_billed_extra(from.vcpu, place.billed_from, now, size_.vcpu.milli(), kLeastBilled);
  meters_.add_billed_extra(from.memory, place.billed_from, now, memory_mib_, kLeastBilled);
  if (extra_storage_gib_ > 0) {
    meters_.add_billed_extra(storage_meter_, place.billed_from, now, extra_storage_gib_, kLeastBilled);
  }
}

void Fargate::leave(TaskId task, sim::Time now) {
  stopping(task, now);
  const Place place = places_[task.index()];
  places_[task.index()] = {};
  if (place.stage != Stage::kSeeking) {
    fleet_.release(place.host, size_, now);
    --tasks_in_zone_[place.zone.index()];
  }
}

void Fargate::serves(const StopCandidate& task) {
  serving_[zone_of(task.task).index()].insert(task.number, task.task);
}

void Fargate::serves_no_more(const StopCandidate& task) {
  serving_[zone_of(task.task).index()].erase(task.number);
}

/// The newest of the zone that has most of them.
TaskId Fargate::first_to_stop() {
  const auto fullest = std::max_element(serving_.begin(), serving_.end(),
                                        [](const auto& a, const auto& b) { return a.size() < b.size(); });
  return fullest->newest();
}

void Fargate::change_levels(const Place& place, sim::Time now, std::int64_t sign) {
  gauges_.add(Gauge::kVcpuBilled, now, sign * size_.vcpu.milli());
  gauges_.add(Gauge::kMemoryBilled, now, sign * size_.memory.count());
  const Provider& from = provider(place.option);
  meters_.level(from.vcpu, now, sign * size_.vcpu.milli());
  meters_.level(from.memory, now, sign * memory_mib_);
  if (extra_storage_gib_ > 0) {
    meters_.level(storage_meter_, now, sign * extra_storage_gib_);
  }
  if (has_public_ip_) {
    meters_.level(address_meter_, now, sign);
  }
}

}  // namespace models::ecs
