// When EC2 takes Spot instances back.
//
// What: each instance is taken after an exponential time, so that a stated share of them is taken within 730 h;
// besides,
//   at times that the scenario names, a share of those of a kind. First comes a recommendation to replace the instance,
//   then, with it or later, the interruption notice, and two minutes later it is gone. While a reclaim lasts, nothing
//   of its kind is to be had.
// Source: EC2 user guide, Spot Instance interruptions and rebalance recommendations (2023-06).
// Units: the share of a month as a fraction; lives in seconds.
// Assumes: independence of each other and of age, which nothing published contradicts or confirms. The n-th launch has
//   the same life whatever happens between launches.
// Leaves out: stopping or hibernating instead of terminating; the price, which the capacity here does not depend on.
// Checked against: tests/unit/models/machines/spot_test.cpp.
#include "models/machines/spot_interruptions.hpp"

#include <algorithm>

#include "sim/check.hpp"
#include "sim/random/math.hpp"
#include "sim/random/stream.hpp"

namespace models::machines {
namespace {

constexpr double kMonthSeconds = 730.0 * 3600.0;
/// Longer lives than any run.
constexpr double kForever = 1e9;

}  // namespace

SpotInterruptions::SpotInterruptions(const MachineGroupConfig& group, const RunContext& context,
                                     const std::vector<MachineType>& types, SpotEvents& events)
    : config_{group.options.mixed_instances.value()},
      kernel_{context.kernel},
      types_{types},
      events_{events},
      life_key_{sim::random::stream_key(context.seed, context.replication, context.architecture,
                                        group.stream_name("spot_interruption"))} {
  if (config_.interrupted_per_month > sim::Fraction{}) {
    mean_life_seconds_ = kMonthSeconds / -sim::random::log1p(-config_.interrupted_per_month.value());
  }
}

void SpotInterruptions::start(sim::Time now) {
  for (std::size_t i = 0; i < config_.reclaims.size(); ++i) {
    const sim::SlotId slot = kernel_.open(sim::bind<&SpotInterruptions::reclaim>(*this, static_cast<std::uint32_t>(i)),
                                          sim::Phase::kCapacity);
    const sim::Time recommended = sim::Time::at(config_.reclaims[i].at - config_.rebalance_recommendation);
    kernel_.schedule(slot, std::max(recommended, now));
  }
}

void SpotInterruptions::reclaim(std::uint32_t index, sim::Time now) {
  events_.reclaim_began(config_.reclaims[index], now);
}

bool SpotInterruptions::concerns(const SpotReclaim& reclaim, const Offer& offer) const {
  return (!reclaim.instance_type || *reclaim.instance_type == types_[offer.type].name) &&
         (!reclaim.zone || *reclaim.zone == static_cast<std::int64_t>(offer.zone.index()));
}

bool SpotInterruptions::offers(const Offer& offer, sim::Time now) const {
  return std::none_of(config_.reclaims.begin(), config_.reclaims.end(), [&](const SpotReclaim& reclaim) {
    return now >= sim::Time::at(reclaim.at - config_.rebalance_recommendation) &&
           now < sim::Time::at(reclaim.at + reclaim.lasts) && concerns(reclaim, offer);
  });
}

std::optional<sim::Duration> SpotInterruptions::draw_life(std::uint64_t serial) const {
  if (mean_life_seconds_ == 0.0) {
    return std::nullopt;
  }
  sim::random::Stream stream = sim::random::numbered_stream(life_key_, serial);
  const double seconds = -sim::random::log(stream.uniform01()) * mean_life_seconds_;
  if (seconds >= kForever) {
    return std::nullopt;
  }
  return sim::Duration::milliseconds(static_cast<std::int64_t>(seconds * 1e3));
}

void SpotInterruptions::watch(MachineId machine, std::uint64_t serial, sim::Time now) {
  if (watched_.size() <= machine.index()) {
    watched_.resize(machine.index() + 1);
  }
  Watched& watched = watched_[machine.index()];
  SIM_CHECK(watched.stage == Stage::kNone, "an instance is watched once");
  watched.stage = Stage::kCalm;
  watched.slot = kernel_.open(sim::bind<&SpotInterruptions::rang>(*this, machine.index()), sim::Phase::kCapacity);
  if (const std::optional<sim::Duration> life = draw_life(serial)) {
    kernel_.schedule(watched.slot, now + *life);
  }
}

void SpotInterruptions::forget(MachineId machine) {
  if (watched_.size() > machine.index() && watched_[machine.index()].stage != Stage::kNone) {
    kernel_.close(watched_[machine.index()].slot);
    watched_[machine.index()] = {};
  }
}

void SpotInterruptions::interrupt(MachineId machine, sim::Time now) {
  if (watched_.at(machine.index()).stage == Stage::kCalm) {
    rang(machine.index(), now);
  }
}

void SpotInterruptions::rang(std::uint32_t index, sim::Time now) {
  const MachineId machine{index};
  Watched& watched = watched_[index];
  switch (watched.stage) {
    case Stage::kCalm:
      watched.stage = Stage::kAtRisk;
      kernel_.schedule(watched.slot, now + config_.rebalance_recommendation);
      events_.at_risk(machine, now);
      return;
    case Stage::kAtRisk:
      watched.stage = Stage::kNoticed;
      kernel_.schedule(watched.slot, now + config_.interruption_notice);
      events_.noticed(machine, now);
      return;
    case Stage::kNoticed:
      forget(machine);
      events_.taken(machine, now);
      return;
    case Stage::kNone:
      break;
  }
  SIM_CHECK(false, "an instance that nobody watches has no event");
}

}  // namespace models::machines
