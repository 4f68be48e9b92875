#include "models/compute/container_lives.hpp"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "sim/check.hpp"
#include "sim/random/ziggurat.hpp"

namespace models::compute {

ContainerLives::ContainerLives(const RunContext& context, Workers& workers, std::vector<ContainerCare> care,
                               LivesOwner& owner)
    : context_{context},
      workers_{workers},
      care_{std::move(care)},
      owner_{owner},
      crashes_{context.stream("container_crashes")} {
  for (std::uint32_t kind = 0; kind < care_.size(); ++kind) {
    kind_of_.insert(kind_of_.end(), static_cast<std::size_t>(care_[kind].count), kind);
  }
  workers_.set_container_events(*this);
}

void ContainerLives::begin(ReplicaId replica, sim::Time now) {
  const std::uint32_t first = first_of(replica);
  if (lives_.size() < first + kind_of_.size()) {
    lives_.resize(first + kind_of_.size());
  }
  for (std::uint32_t life = first; life < first + kind_of_.size(); ++life) {
    lives_[life].slot = context_.kernel.open(sim::bind<&ContainerLives::rang>(*this, life), sim::Phase::kCapacity);
    lives_[life].started = now - container_of(life).start;
    serve(life, now);
  }
}

void ContainerLives::end(ReplicaId replica, sim::Time now) {
  const std::uint32_t first = first_of(replica);
  for (std::uint32_t life = first; life < first + kind_of_.size(); ++life) {
    if (lives_[life].state != State::kServing) {
      context_.gauges.add(Gauge::kMemoryUsed, now, container_of(life).resident().count());  // the owner takes it all
    }
    context_.kernel.close(lives_[life].slot);
    lives_[life] = {};
  }
}

void ContainerLives::serve(std::uint32_t life, sim::Time now) {
  lives_[life].state = State::kServing;
  const double rate = container_of(life).crash_rate.per_second();
  if (rate > 0.0) {
    constexpr double kLongest = 4e18;  // nanoseconds: 127 years
    const double nanoseconds = std::min(sim::random::exponential(crashes_) / rate * 1e9, kLongest);
    context_.kernel.schedule(lives_[life].slot,
                             now + sim::Duration::nanoseconds(static_cast<std::int64_t>(nanoseconds)));
  }
}

void ContainerLives::rang(std::uint32_t life, sim::Time now) {
  if (lives_[life].state == State::kServing) {
    failures_.crashes += is_counting_ && now >= sim::Time{} ? 1 : 0;
    fail(life, "container_crashed", now);
    return;
  }
  const ReplicaId replica = replica_of(life);
  const bool was_complete = missing(replica) == 0;
  context_.gauges.add(Gauge::kMemoryUsed, now, container_of(life).resident().count());
  serve(life, now);
  workers_.container_up(replica, kind_of(life), now);
  log(life, "container_restarted", "serves again", now);
  if (!was_complete && missing(replica) == 0) {
    owner_.completeness_changed(replica, true, now);
  }
}

/// They are all alike: the first that serves.
void ContainerLives::out_of_memory(ReplicaId replica, std::uint32_t container, sim::Time now) {
  for (std::uint32_t life = first_of(replica); replica_of(life) == replica; ++life) {
    if (kind_of(life) == container && lives_[life].state == State::kServing) {
      failures_.oom_kills += is_counting_ && now >= sim::Time{} ? 1 : 0;
      fail(life, "oom_kill", now);
      return;
    }
  }
  SIM_CHECK(false, "only a container that runs takes memory");
}

void ContainerLives::fail(std::uint32_t life, const char* what, sim::Time now) {
  const ReplicaId replica = replica_of(life);
  const bool was_complete = missing(replica) == 0;
  context_.kernel.cancel(lives_[life].slot);
  lives_[life].state = State::kEnded;
  context_.gauges.add(Gauge::kMemoryUsed, now, -container_of(life).resident().count());
  const bool comes_back = restart(life, now);
  if (context_.events.enabled()) {
    log(life, what,
        comes_back
            ? fmt::format("serves again in {:g} s", (context_.kernel.time_of_slot(lives_[life].slot) - now).seconds())
            : std::string{"is not restarted"},
        now);
  }
  if (was_complete && missing(replica) > 0) {
    owner_.completeness_changed(replica, false, now);
  }
  workers_.container_down(replica, kind_of(life), now);
}

bool ContainerLives::restart(std::uint32_t index, sim::Time now) {
  Life& life = lives_[index];
  const ContainerCare& care = care_[kind_of(index)];
  const RestartPolicy& policy = care.policy;
  if (!policy.restarts || (policy.max_retries && life.retries >= *policy.max_retries)) {
    return false;
  }
  ++life.retries;
  const bool begins_anew = life.delay == sim::Duration{} || now - life.started >= policy.forgotten_after;
  life.delay = begins_anew ? policy.first_delay : std::min(life.delay * 2, policy.longest_delay);
  life.state = State::kWaiting;
  life.started = now + life.delay + care.create;
  context_.kernel.schedule(life.slot, life.started + container_of(index).start);
  return true;
}

std::int64_t ContainerLives::missing(ReplicaId replica) const {
  std::int64_t kinds = 0;
  const std::uint32_t first = first_of(replica);
  for (std::uint32_t life = first; life < first + kind_of_.size();) {
    const std::uint32_t kind = kind_of(life);
    bool has_one = false;
    for (; life < first + kind_of_.size() && kind_of(life) == kind; ++life) {
      has_one = has_one || lives_[life].state == State::kServing;
    }
    kinds += has_one ? 0 : 1;
  }
  return kinds;
}

void ContainerLives::log(std::uint32_t life, const char* what, std::string detail, sim::Time now) const {
  if (!context_.events.enabled()) {
    return;
  }
  const std::uint32_t kind = kind_of(life);
  std::string name =
      fmt::format("{}/{}", owner_.name_of(replica_of(life)), context_.application.containers[kind].first);
  if (care_[kind].count > 1) {
    const auto begin = kind_of_.begin();
    const auto number =
        static_cast<std::int64_t>(life % kind_of_.size()) - (std::find(begin, kind_of_.end(), kind) - begin);
    name += fmt::format("-{}", number + 1);
  }
  context_.events.log(now, what, std::move(name), std::move(detail));
}

}  // namespace models::compute
