#include "models/compute/lambda/function_meters.hpp"

#include <string>

#include "models/ports/skus.hpp"
#include "sim/check.hpp"

namespace models::lambda {

namespace {

constexpr std::int64_t kNanosecondsPerMillisecond = 1'000'000;
constexpr sim::Duration kProvisionedUnit = sim::Duration::minutes(5);

std::int64_t in_mib(sim::Bytes bytes) {
  return bytes.count() >> 20;
}

}  // namespace

FunctionMeters::FunctionMeters(const LambdaConfig& config, const RunContext& context)
    : meters_{context.meters},
      memory_mib_{in_mib(config.memory)},
      storage_mib_{std::max<std::int64_t>(0, in_mib(config.ephemeral_storage) - kIncludedStorageMib)},
      bills_snapshots_{config.snap_start && is_snapshot_charged(config.runtime)} {
  const std::string architecture{config.architecture == CpuArchitecture::kX86 ? sku::kX86 : sku::kArm};
  const auto open = [&](std::string_view name, const std::string& variant, std::string_view option) {
    return meters_.open({std::string{name}, variant, std::string{option}});
  };
  requests_ = open(sku::kLambdaRequest, "", sku::kOnDemand);
  duration_ = open(sku::kLambdaDuration, architecture, sku::kOnDemand);
  if (storage_mib_ > 0) {
    storage_ = open(sku::kLambdaEphemeral, "", sku::kOnDemand);
  }
  if (config.provisioned_concurrency) {
    provisioned_requests_ = open(sku::kLambdaRequest, "", sku::kProvisioned);
    provisioned_duration_ = open(sku::kLambdaDuration, architecture, sku::kProvisioned);
    provisioned_ = open(sku::kLambdaProvisionedConcurrency, architecture, sku::kProvisioned);
  }
  if (bills_snapshots_) {
    snapshot_ = open(sku::kLambdaSnapstartCache, "", sku::kOnDemand);
    restores_ = open(sku::kLambdaSnapstartRestore, "", sku::kOnDemand);
  }
}

void FunctionMeters::add_duration(std::uint8_t special, sim::Time now, std::int64_t milliseconds) {
  meters_.add((special & kProvisioned) != 0 ? provisioned_duration_ : duration_, now, milliseconds * memory_mib_);
  if (storage_mib_ > 0) {
    meters_.add(storage_, now, milliseconds * storage_mib_);
  }
}

void FunctionMeters::special_invocation(std::uint8_t special, sim::Time began, sim::Time now, std::uint32_t carry) {
  if (now > sim::Time{}) {
    add_duration(special, now, milliseconds(began, now, (special & kFirst) != 0 ? std::int64_t{carry} : 0));
  }
}

void FunctionMeters::unfinished(std::uint8_t special, sim::Time began, sim::Time end, std::uint32_t carry) {
  // The last nanosecond of the window: Meters count nothing at its end.
  const std::int64_t length = milliseconds(began, end, (special & kFirst) != 0 ? std::int64_t{carry} : 0);
  add_duration(special, end - sim::Duration::nanoseconds(1), length);
}

std::uint32_t FunctionMeters::init(std::uint8_t special, sim::Time began, sim::Time now) {
  const std::int64_t length = std::max<std::int64_t>(0, (now - std::max(began, sim::Time{})).nanoseconds());
  add_duration(special, now, length / kNanosecondsPerMillisecond);
  return static_cast<std::uint32_t>(length % kNanosecondsPerMillisecond);
}

void FunctionMeters::provisioned_init(sim::Time now, sim::Duration length) {
  add_duration(kProvisioned, now, (length.nanoseconds() + kNanosecondsPerMillisecond - 1) / kNanosecondsPerMillisecond);
}

void FunctionMeters::restore(sim::Time now) {
  if (bills_snapshots_) {
    meters_.add(restores_, now, memory_mib_);
  }
}

void FunctionMeters::restores(std::int64_t count, sim::Time now) {
  if (bills_snapshots_) {
    meters_.add(restores_, now, count * memory_mib_);
  }
}

void FunctionMeters::publish(sim::Time now) {
  if (bills_snapshots_) {
    meters_.level(snapshot_, now, memory_mib_);
  }
}

void FunctionMeters::enable(std::int64_t count, sim::Time now) {
  enabled_.push_back({now, count});
  meters_.level(provisioned_, now, count * memory_mib_);
}

void FunctionMeters::disable(std::int64_t count, sim::Time now) {
  meters_.level(provisioned_, now, -count * memory_mib_);
  while (count > 0) {
    SIM_CHECK(!enabled_.empty(), "no more is disabled than was enabled");
    Enabled& newest = enabled_.back();
    const std::int64_t taken = std::min(count, newest.count);
    if (newest.since >= sim::Time{}) {  // what was there at time 0 is metered from 0, without being rounded
      const sim::Duration life = now - newest.since;
      const sim::Duration rounded =
          kProvisionedUnit * ((life + kProvisionedUnit - sim::Duration::nanoseconds(1)) / kProvisionedUnit);
      meters_.add(provisioned_, now, (rounded - life) / sim::Duration::milliseconds(1) * taken * memory_mib_);
    }
    newest.count -= taken;
    count -= taken;
    if (newest.count == 0) {
      enabled_.pop_back();
    }
  }
}

}  // namespace models::lambda
