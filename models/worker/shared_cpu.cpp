#include "models/worker/shared_cpu.hpp"

#include <utility>

#include "sim/check.hpp"

namespace models::worker {

namespace {

/// a x b / c; in 64 bits where the product fits, since a division of 128 bits costs several times as much.
std::uint64_t multiply_divide(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
  std::uint64_t product = 0;
  if (!__builtin_mul_overflow(a, b, &product)) [[likely]] {
    return product / c;
  }
  return static_cast<std::uint64_t>(static_cast<sim::Uint128>(a) * b / c);
}

}  // namespace

SharedCpu::SharedCpu(std::uint64_t capacity, CpuSpeed speed, LaneKinds& kinds)
    : capacity_{capacity}, speed_{speed}, kinds_{kinds} {
  static const LaneKind asleep = LaneKind::asleep(kMostAsleep);
  member_of(kAsleep).kind = &asleep;
  move_to_full_speed();
}

std::uint32_t SharedCpu::add(std::span<const LaneSpec> specs) {
  auto first = lane_count();
  if (free_blocks_.empty()) {
    lanes_.resize(lanes_.size() + specs.size());
    members_.resize(lanes_.size() + 1);
    claims_.resize(lanes_.size());
    finishes_.resize(lanes_.size(), sim::kNoEvent);
  } else {
    first = free_blocks_.back();
    free_blocks_.pop_back();
  }
  for (std::uint32_t i = 0; i < specs.size(); ++i) {
    lanes_[first + i].begin_life();
    member_of(first + i) = {.kind = &kinds_.of(specs[i], speed_)};
    set_finish(first + i, sim::Time::never());
  }
  find_first();
  return first;
}

void SharedCpu::take_over(Lane lane, const LaneSpec& spec, sim::Time finish) {
  SIM_CHECK(is_empty(), "a lane is taken over as the first one");
  room_ = 0;
  in_lanes_ = lane.requests();
  lanes_.push_back(std::move(lane));
  members_.push_back({.kind = &kinds_.of(spec, speed_)});
  claims_.emplace_back();
  update_claim(0);
  is_contended_ = asked_ > capacity_;
  claims_.front().share = std::min(asked_, capacity_);
  finishes_.emplace_back();
  set_finish(0, finish);
  find_first();
}

void SharedCpu::change(std::uint32_t index, const LaneSpec& spec, sim::Time now) {
  move_to_lanes(now);
  lanes_[index].settle(now);
  member_of(index).kind = &kinds_.of(spec, speed_);
  lane_changed(index);
}

void SharedCpu::remove(std::uint32_t first, std::uint32_t count, sim::Time now) {
  for (std::uint32_t index = first; index < first + count; ++index) {
    SIM_CHECK(member_of(index).foreseen == 0 && lanes_[index].is_empty(),
              "a container leaves its CPU without requests");
    lanes_[index].settle(now);
  }
  free_blocks_.push_back(first);
}

void SharedCpu::set_capacity(std::uint64_t capacity, sim::Time now) {
  move_to_lanes(now);
  capacity_ = capacity;
  must_divide_ = true;
  divide();
}

void SharedCpu::track(sim::HeapPlaces& places) {
  for (Lane& lane : lanes_) {
    lane.track(places);
  }
}

void SharedCpu::withdraw(std::uint32_t index, RequestId request, sim::Time now) {
  changed_at_ = now;
  if (is_in_lanes()) {
    lanes_[index].settle(now);
    lanes_[index].withdraw(request);
    --in_lanes_;
    lane_changed(index);
    return;
  }
  foreseen_.remove_if([&](const ForeseenFinish& one) {
    const bool is_it = one.request == request;
    if (is_it) {
      lanes_[index].never_done(left_of(one, now));
    }
    return is_it;
  });
  Member& member = member_of(index);
  --member.foreseen;
  asked_ -= member.kind->spec.parallelism;
}

bool SharedCpu::wake_early(RequestId request) {
  const std::uint32_t before = foreseen_.size();
  foreseen_.remove_if([&](const ForeseenFinish& one) { return one.request == request; });
  const bool was_here = foreseen_.size() < before;
  member_of(kAsleep).foreseen -= was_here ? 1 : 0;
  return was_here;
}

bool SharedCpu::enter_lane(std::uint32_t index, RequestId request, std::int64_t work, sim::Time now) {
  if (index == kAsleep) {
    return false;
  }
  move_to_lanes(now);
  lanes_[index].settle(now);
  lanes_[index].enter(request, work);
  ++in_lanes_;
  lane_changed(index);
  return true;
}

void SharedCpu::take_first_of_all(sim::Time now) {
  if (!is_first_in_lane()) {
    take_foreseen(member_of(kAsleep), now);
    return;
  }
  const std::uint32_t index = first_lane();
  lanes_[index].settle(now);
  lanes_[index].take_first();
  --in_lanes_;
  lane_changed(index);
}

void SharedCpu::move_to_lanes(sim::Time now) {
  changed_at_ = now;
  must_look_at_lanes_ = true;
  if (is_in_lanes()) {
    return;
  }
  room_ = 0;
  must_divide_ = true;
  in_lanes_ = foreseen_.size() - member_of(kAsleep).foreseen;
  for (std::uint32_t index = 0; index < lane_count(); ++index) {
    Member& member = member_of(index);
    claims_[index] = {.ask = member.foreseen * member.kind->spec.parallelism,
                      .share = member.foreseen == 0 ? 0 : kNotGiven};
    member.foreseen = 0;
  }
  foreseen_.remove_if([&](const ForeseenFinish& one) {
    if (one.lane == kAsleep) {
      return false;
    }
    Lane& lane = lanes_[one.lane];
    lane.settle(now);
    lane.resume(one.request, left_of(one, now));
    return true;
  });
}

/// Whoever is due now, and has not been taken yet, is still due now.
void SharedCpu::move_to_full_speed() {
  room_ = most_room();
  foreseen_.make_room(static_cast<std::uint32_t>(room_ >> 32) + kMostAsleep);  // a request uses one vCPU at least
  must_divide_ = false;
  is_contended_ = false;
  in_lanes_ = 0;
  for (std::uint32_t index = 0; index < lane_count(); ++index) {
    Lane& lane = lanes_[index];
    set_finish(index, sim::Time::never());
    if (lane.is_empty()) {
      continue;
    }
    lane.settle(changed_at_);
    while (!lane.is_empty()) {
      const std::uint64_t left = lane.left_of_first();
      insert(index, lane.take_first(), left, changed_at_);
      ++member_of(index).foreseen;
    }
    lane.set_rate({});
  }
}

/// The requests in a lane, which is settled, are others than before: who gets what changes.
void SharedCpu::lane_changed(std::uint32_t index) {
  changed_at_ = lanes_[index].settled();
  must_look_at_lanes_ = true;
  update_claim(index);
  if (is_contended_ || must_divide_ || asked_ > capacity_) {
    claims_[index].share = kNotGiven;
    must_divide_ = true;
  } else {
    give(index, claims_[index].ask);
  }
}

void SharedCpu::update_claim(std::uint32_t index) {
  const LaneSpec& spec = member_of(index).kind->spec;
  const std::uint64_t requests = lanes_[index].requests();
  Claim& claim = claims_[index];
  const std::uint64_t ask = spec.ask(requests);
  asked_ += ask - claim.ask;  // unsigned wrap-around cancels out
  claim.ask = ask;
  limited_ -= claim.is_limited ? 1 : 0;
  claim.is_limited = ask < requests * spec.parallelism;
  limited_ += claim.is_limited ? 1 : 0;
}

void SharedCpu::divide_lanes() {
  if (!std::exchange(must_look_at_lanes_, false)) {
    return;
  }
  if (may_move_to_full_speed()) {
    move_to_full_speed();
  } else if (must_divide_) {
    divide_fairly();
  }
  if (must_search_) {
    find_first();
  }
}

/// Weighted max-min: whoever asks for less than its weighted part gets what it asks; the rest is divided again. A lane
/// whose requests and whose share are what they were goes on as it does.
void SharedCpu::divide_fairly() {
  must_divide_ = false;
  is_contended_ = asked_ > capacity_;
  const auto give_anew = [this](std::uint32_t index, std::uint64_t share) {
    if (claims_[index].share != share) {
      lanes_[index].settle(changed_at_);
      give(index, share);
    }
  };
  hungry_.clear();
  std::uint64_t weights = 0;
  for (std::uint32_t index = 0; index < lane_count(); ++index) {
    if (claims_[index].ask != 0) {
      hungry_.push_back(index);
      weights += member_of(index).kind->spec.weight;
    } else {
      give_anew(index, 0);
    }
  }
  std::uint64_t left = capacity_;
  bool anyone_satisfied = true;
  while (anyone_satisfied && !hungry_.empty()) {
    anyone_satisfied = false;
    const std::uint64_t round_left = left;
    const std::uint64_t round_weights = weights;
    std::erase_if(hungry_, [&](std::uint32_t index) {
      const std::uint64_t ask = claims_[index].ask;
      const std::uint64_t weight = member_of(index).kind->spec.weight;
      const bool is_satisfied =
          static_cast<sim::Uint128>(ask) * round_weights <= static_cast<sim::Uint128>(round_left) * weight;
      if (is_satisfied) {
        left -= ask;
        weights -= weight;
        give_anew(index, ask);
        anyone_satisfied = true;
      }
      return is_satisfied;
    });
  }
  for (const std::uint32_t index : hungry_) {
    give_anew(index, multiply_divide(left, member_of(index).kind->spec.weight, weights));
  }
}

/// Requires that the lane is settled.
void SharedCpu::give(std::uint32_t index, std::uint64_t share) {
  Lane& lane = lanes_[index];
  claims_[index].share = share;
  if (lane.is_empty()) {
    set_finish(index, sim::Time::never());
    return;
  }
  // Whoever gets all that they can use divides nothing.
  const LaneKind& kind = *member_of(index).kind;
  const bool is_whole = share == lane.requests() * kind.spec.parallelism;
  const ServiceRate rate = is_whole ? kind.whole : ServiceRate::of(share, lane.requests(), speed_);
  lane.set_rate(rate);
  set_finish(index, lane.first_finish(rate));
}

void SharedCpu::set_finish(std::uint32_t index, sim::Time finish) {
  finishes_[index] = (sim::EventKey{finish.nanoseconds()} << 64) | index;
  if (index == first_lane()) {
    must_search_ = true;
  } else {
    first_ = sim::smaller(first_, finishes_[index]);
  }
}

void SharedCpu::find_first() {
  must_search_ = false;
  sim::EventKey first = sim::kNoEvent;
  for (const sim::EventKey finish : finishes_) {
    first = sim::smaller(first, finish);
  }
  first_ = first;
}

sim::Uint128 SharedCpu::work_done(std::uint32_t index, sim::Time now) const {
  sim::Uint128 work = lanes_[index].work_done(now);
  work += static_cast<sim::Uint128>(member_of(index).entered) << kVirtualBits;
  foreseen_.for_each([&](const ForeseenFinish& request) { work -= request.lane == index ? left_of(request, now) : 0; });
  return work;
}

}  // namespace models::worker
