#include "models/machines/cpu_credits.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "models/ports/skus.hpp"

namespace models::machines {

namespace {

constexpr sim::Duration kMinute = sim::Duration::minutes(1);
constexpr sim::Duration kFinest = sim::Duration::seconds(1);
constexpr std::int64_t kPerMeterUnit = 1'000;  // vCPU-nanoseconds of a milli-vCPU·ms

}  // namespace

CpuCredits::CpuCredits(const MachineGroupConfig& config, const std::vector<MachineType>& types,
                       const RunContext& context, CreditedCpu& cpu)
    : context_{context},
      cpu_{cpu},
      mode_{config.cpu_credits},
      at_launch_{config.credits_at_launch},
      overhead_{config.guest_os.cpu} {
  for (const MachineType& type : types) {
    if (type.burst && is_unlimited(type)) {
      meter_ = context_.meters.open(
          {std::string{sku::kEc2SurplusCredits}, type.cpu_architecture, std::string{sku::kOnDemand}});
    }
  }
  if (meter_) {
    border_slot_ = context_.kernel.open(sim::bind<&CpuCredits::window_border>(*this), sim::Phase::kCapacity);
    context_.kernel.schedule(border_slot_, sim::Time{});
  }
}

bool CpuCredits::is_unlimited(const MachineType& type) const {
  return mode_ ? *mode_ == CreditMode::kUnlimited : type.burst->is_unlimited;
}

void CpuCredits::begin(MachineId machine, const MachineType& type, std::uint64_t serial, sim::Time now) {
  if (!type.burst) {
    return;
  }
  if (followers_.size() <= machine.index()) {
    followers_.resize(machine.index() + 1);
  }
  Follower& follower = followers_[machine.index()];
  follower = {};
  follower.account.emplace(*type.burst, is_unlimited(type), at_launch_.value_or(type.burst->at_launch), now);
  follower.slot = context_.kernel.open(sim::bind<&CpuCredits::look>(*this, machine.index()), sim::Phase::kCapacity);
  follower.vcpu = type.shape.vcpu;
  follower.serial = serial;
  follower.looked_at = now;
}

void CpuCredits::up(MachineId machine, sim::Time now) {
  if (Follower* follower = follower_of(machine); follower != nullptr) {
    follower->is_up = true;
    look(machine.index(), now);
  }
}

void CpuCredits::end(MachineId machine, sim::Time now) {
  Follower* follower = follower_of(machine);
  if (follower == nullptr) {
    return;
  }
  advance(machine, now);
  follower->account->settle();
  meter(follower->account->take_charged(), now);
  context_.kernel.close(follower->slot);
  *follower = {};
}

CpuCredits::Follower* CpuCredits::follower_of(MachineId machine) {
  const bool is_followed = machine.index() < followers_.size() && followers_[machine.index()].account;
  return is_followed ? &followers_[machine.index()] : nullptr;
}

void CpuCredits::look(std::uint32_t index, sim::Time now) {
  const MachineId machine{index};
  advance(machine, now);
  Follower& follower = followers_[index];
  const CreditAccount& account = *follower.account;
  if (account.is_unlimited()) {
    meter(follower.account->take_charged(), now);
    context_.kernel.schedule(follower.slot, now + kMinute);
    return;
  }
  const sim::Duration lasts = account.lasts(follower.vcpu);
  throttle(machine, lasts < kFinest, now);
  context_.kernel.schedule(follower.slot, now + std::clamp(lasts, kFinest, kMinute));
}

void CpuCredits::advance(MachineId machine, sim::Time now) {
  Follower& follower = followers_[machine.index()];
  const std::int64_t used = follower.is_up ? cpu_.cpu_used(machine, now) : 0;
  const auto overhead =
      static_cast<std::int64_t>(sim::Int128{(now - follower.looked_at).nanoseconds()} * overhead_.milli() / 1'000);
  follower.account->advance(used - follower.used + overhead, now);
  follower.used = used;
  follower.looked_at = now;
}

void CpuCredits::throttle(MachineId machine, bool is_throttled, sim::Time now) {
  Follower& follower = followers_[machine.index()];
  if (follower.is_throttled == is_throttled) {
    return;
  }
  follower.is_throttled = is_throttled;
  cpu_.limit_cpu(machine, is_throttled ? std::max(follower.account->baseline(), sim::Vcpu::milli(1)) : follower.vcpu,
                 now);
  if (context_.events.enabled()) {
    context_.events.log(now, is_throttled ? "credits_spent" : "credits_back", instance_name(follower.serial),
                        is_throttled
                            ? fmt::format("held to its baseline of {:g} vCPU", follower.account->baseline().in_vcpu())
                            : "may use all of its vCPUs");
  }
}

void CpuCredits::window_border(std::uint32_t, sim::Time now) {
  const bool is_begin = now == sim::Time{};
  for (std::uint32_t index = 0; index < followers_.size(); ++index) {
    Follower& follower = followers_[index];
    if (!follower.account) {
      continue;
    }
    advance(MachineId{index}, now);
    if (is_begin) {
      follower.owed_at_start = follower.account->surplus();
    } else {
      meter(std::max<std::int64_t>(follower.account->surplus() - follower.owed_at_start, 0), now);
    }
  }
  if (is_begin) {
    // The window's last nanosecond: at its end the meters are closed.
    context_.kernel.schedule(border_slot_, sim::Time::at(context_.duration) - sim::Duration::nanoseconds(1));
  }
}

void CpuCredits::meter(std::int64_t charged, sim::Time now) {
  if (!meter_) {
    return;
  }
  uncounted_ += charged;
  if (uncounted_ >= kPerMeterUnit) {
    context_.meters.add(*meter_, now, uncounted_ / kPerMeterUnit);
    uncounted_ %= kPerMeterUnit;
  }
}

}  // namespace models::machines
