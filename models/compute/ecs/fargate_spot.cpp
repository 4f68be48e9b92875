// When AWS takes Spot tasks back.
//
// What: each task is taken after an exponential time, so that a stated share of them is taken within 730 h; besides, at
//   times that the scenario names, a share of them, and then there is no Spot capacity for a while. A notice comes
//   first: the task is deregistered and gets SIGTERM, and SIGKILL at the end of its stop timeout.
// Source: AWS Fargate user guide, Fargate Spot termination notices (2023-06).
// Units: the share of a month as a fraction; lives in seconds.
// Assumes: independence of each other and of age, which nothing published contradicts or confirms. The n-th task placed
//   on Spot has the same life whatever happens between.
// Leaves out: the price, which capacity here does not depend on; zones that differ.
// Checked against: tests/unit/models/compute/ecs_fargate_spot_test.cpp.
#include "models/compute/ecs/fargate_spot.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "sim/check.hpp"
#include "sim/random/math.hpp"
#include "sim/random/stream.hpp"
#include "sim/units/int128.hpp"

namespace models::ecs {

namespace {

constexpr double kMonthSeconds = 730.0 * 3600.0;
/// Longer lives than any run.
constexpr double kForever = 1e9;

std::int64_t rounded_up(sim::Fraction share, std::size_t of) {
  constexpr std::int64_t kBillion = 1'000'000'000;
  const sim::Int128 billionths = static_cast<sim::Int128>(of) * share.billionths();
  return static_cast<std::int64_t>((billionths + kBillion - 1) / kBillion);
}

}  // namespace

FargateSpot::FargateSpot(const FargateSpotConfig& config, sim::Duration grace, const RunContext& context,
                         SpotTaskEvents& events)
    : config_{config},
      grace_{grace},
      kernel_{context.kernel},
      log_{context.events},
      events_{events},
      life_key_{sim::random::stream_key(context.seed, context.replication, context.architecture, "spot_interruption")} {
  if (config.interrupted_per_month > sim::Fraction{}) {
    mean_life_seconds_ = kMonthSeconds / -sim::random::log1p(-config.interrupted_per_month.value());
  }
}

void FargateSpot::start(sim::Time now) {
  for (std::size_t i = 0; i < config_.reclaims.size(); ++i) {
    const sim::SlotId slot =
        kernel_.open(sim::bind<&FargateSpot::reclaim>(*this, static_cast<std::uint32_t>(i)), sim::Phase::kCapacity);
    kernel_.schedule(slot, std::max(sim::Time::at(config_.reclaims[i].at), now));
  }
}

bool FargateSpot::has_capacity(sim::Time now) const {
  return std::none_of(config_.reclaims.begin(), config_.reclaims.end(), [&](const SpotTaskReclaim& reclaim) {
    return now >= sim::Time::at(reclaim.at) && now < sim::Time::at(reclaim.at + reclaim.lasts);
  });
}

std::optional<sim::Duration> FargateSpot::draw_life(std::uint64_t number) const {
  if (mean_life_seconds_ == 0.0) {
    return std::nullopt;
  }
  sim::random::Stream stream = sim::random::numbered_stream(life_key_, number);
  const double seconds = -sim::random::log(stream.uniform01()) * mean_life_seconds_;
  if (seconds >= kForever) {
    return std::nullopt;
  }
  return sim::Duration::milliseconds(static_cast<std::int64_t>(seconds * 1e3));
}

void FargateSpot::watch(TaskId task, sim::Time now) {
  if (watched_.size() <= task.index()) {
    watched_.resize(task.index() + 1);
  }
  Watched& watched = watched_[task.index()];
  SIM_CHECK(watched.stage == Stage::kNone, "a task is watched once");
  const sim::SlotId slot = kernel_.open(sim::bind<&FargateSpot::rang>(*this, task.index()), sim::Phase::kCapacity);
  watched = {Stage::kCalm, slot, ++placements_};
  if (const std::optional<sim::Duration> life = draw_life(watched.number)) {
    kernel_.schedule(slot, now + *life);
  }
}

void FargateSpot::forget(TaskId task) {
  if (watched_.size() > task.index() && watched_[task.index()].stage != Stage::kNone) {
    kernel_.close(watched_[task.index()].slot);
    watched_[task.index()] = {};
  }
}

void FargateSpot::rang(std::uint32_t index, sim::Time now) {
  const TaskId task{index};
  if (watched_[index].stage == Stage::kCalm) {
    notice(task, now);
  } else {
    events_.killed(task, now);
  }
}

void FargateSpot::notice(TaskId task, sim::Time now) {
  Watched& watched = watched_[task.index()];
  watched.stage = Stage::kNoticed;
  kernel_.schedule(watched.slot, now + grace_);
  events_.noticed(task, now);
}

/// Those that are told already are not told again.
void FargateSpot::reclaim(std::uint32_t index, sim::Time now) {
  std::vector<TaskId> calm;
  for (std::uint32_t i = 0; i < watched_.size(); ++i) {
    if (watched_[i].stage == Stage::kCalm) {
      calm.push_back(TaskId{i});
    }
  }
  std::sort(calm.begin(), calm.end(),
            [this](TaskId a, TaskId b) { return watched_[a.index()].number < watched_[b.index()].number; });
  calm.resize(static_cast<std::size_t>(rounded_up(config_.reclaims[index].share, calm.size())));
  if (log_.enabled()) {
    log_.log(now, "spot_reclaim", "fargate_spot", fmt::format("{} tasks are told", calm.size()));
  }
  for (const TaskId task : calm) {
    if (watched_[task.index()].stage == Stage::kCalm) {  // what the others' end led to may have ended it
      notice(task, now);
    }
  }
}

}  // namespace models::ecs
