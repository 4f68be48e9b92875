#include "models/worker/shared_cpu.hpp"

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

void SharedCpu::Member::become(const LaneSpec& other, CpuSpeed speed) {
  SIM_CHECK(other.parallelism >= std::uint64_t{1} << 32, "a request can use one vCPU at least");
  spec = other;
  whole = ServiceRate::whole(spec, speed);
  most_at_full_speed = static_cast<std::uint32_t>(std::min(spec.limit / spec.parallelism, kMostAtFullSpeed));
}

std::uint32_t SharedCpu::add(std::span<const LaneSpec> specs) {
  auto first = static_cast<std::uint32_t>(members_.size());
  if (free_blocks_.empty()) {
    members_.resize(members_.size() + specs.size());
    claims_.resize(members_.size());
    finishes_.resize(members_.size(), sim::kNoEvent);
  } else {
    first = free_blocks_.back();
    free_blocks_.pop_back();
  }
  for (std::size_t i = 0; i < specs.size(); ++i) {
    members_[first + i].lane.begin_life();
    members_[first + i].entered = 0;
    members_[first + i].become(specs[i], speed_);
    set_finish(first + static_cast<std::uint32_t>(i), sim::Time::never());
  }
  find_first();
  return first;
}

void SharedCpu::take_over(Lane lane, const LaneSpec& spec, sim::Time finish) {
  SIM_CHECK(members_.empty(), "a lane is taken over as the first one");
  room_ = 0;
  in_lanes_ = lane.requests();
  members_.emplace_back();
  members_.front().become(spec, speed_);
  members_.front().lane = std::move(lane);
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
  members_[index].lane.settle(now);
  members_[index].become(spec, speed_);
  lane_changed(index);
}

void SharedCpu::remove(std::uint32_t first, std::uint32_t count, sim::Time now) {
  for (std::uint32_t index = first; index < first + count; ++index) {
    const Member& member = members_[index];
    SIM_CHECK(member.at_full_speed == 0 && member.lane.is_empty(), "a container leaves its CPU without requests");
    members_[index].lane.settle(now);
  }
  free_blocks_.push_back(first);
}

void SharedCpu::set_capacity(std::uint64_t capacity, sim::Time now) {
  move_to_lanes(now);
  capacity_ = capacity;
  must_divide_ = true;
  divide();
}

void SharedCpu::withdraw(std::uint32_t index, RequestId request, sim::Time now) {
  Member& member = members_[index];
  if (is_in_lanes()) {
    member.lane.settle(now);
    member.lane.withdraw(request);
    --in_lanes_;
    lane_changed(index);
    return;
  }
  changed_at_ = now;
  member.lane.never_done(left_of(full_speed_.remove(request), now));
  --member.at_full_speed;
  asked_ -= member.spec.parallelism;
}

void SharedCpu::enter_lane(std::uint32_t index, RequestId request, std::int64_t work, sim::Time now) {
  move_to_lanes(now);
  members_[index].lane.settle(now);
  members_[index].lane.enter(request, work);
  ++in_lanes_;
  lane_changed(index);
}

void SharedCpu::take_from_lane(sim::Time now) {
  const std::uint32_t index = first_lane();
  members_[index].lane.settle(now);
  members_[index].lane.take_first();
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
  in_lanes_ = full_speed_.size();
  for (std::uint32_t index = 0; index < members_.size(); ++index) {
    Member& member = members_[index];
    claims_[index] = {.ask = member.at_full_speed * member.spec.parallelism,
                      .share = member.at_full_speed == 0 ? 0 : kNotGiven};
    member.at_full_speed = 0;
  }
  while (!full_speed_.is_empty()) {
    const AtFullSpeed first = full_speed_.take_first();
    Lane& lane = members_[first.lane].lane;
    lane.settle(now);
    lane.resume(first.request, left_of(first, now));
  }
}

/// Whoever is due now, and has not been taken yet, is still due now.
void SharedCpu::move_to_full_speed() {
  room_ = most_room();
  full_speed_.make_room(room_ >> 32);  // a request uses one vCPU at least
  must_divide_ = false;
  is_contended_ = false;
  for (std::uint32_t index = 0; index < members_.size(); ++index) {
    Member& member = members_[index];
    if (member.lane.is_empty()) {
      continue;
    }
    member.lane.settle(changed_at_);
    while (!member.lane.is_empty()) {
      const std::uint64_t left = member.lane.left_of_first();
      insert(index, member.lane.take_first(), left, changed_at_);
      ++member.at_full_speed;
    }
    member.lane.set_rate({});
  }
  for (std::uint32_t index = 0; index < members_.size(); ++index) {
    set_finish(index, sim::Time::never());
  }
  in_lanes_ = 0;
}

/// The requests in a lane, which is settled, are others than before: who gets what changes.
void SharedCpu::lane_changed(std::uint32_t index) {
  changed_at_ = members_[index].lane.settled();
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
  const Member& member = members_[index];
  Claim& claim = claims_[index];
  const std::uint64_t ask = member.spec.ask(member.lane.requests());
  asked_ += ask - claim.ask;  // unsigned wrap-around cancels out
  claim.ask = ask;
  limited_ -= claim.is_limited ? 1 : 0;
  claim.is_limited = ask < member.lane.requests() * member.spec.parallelism;
  limited_ += claim.is_limited ? 1 : 0;
}

void SharedCpu::divide_lanes() {
  must_look_at_lanes_ = false;
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
      members_[index].lane.settle(changed_at_);
      give(index, share);
    }
  };
  hungry_.clear();
  std::uint64_t weights = 0;
  for (std::uint32_t index = 0; index < members_.size(); ++index) {
    if (claims_[index].ask != 0) {
      hungry_.push_back(index);
      weights += members_[index].spec.weight;
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
      const std::uint64_t weight = members_[index].spec.weight;
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
    give_anew(index, multiply_divide(left, members_[index].spec.weight, weights));
  }
}

/// Requires that the lane is settled.
void SharedCpu::give(std::uint32_t index, std::uint64_t share) {
  Member& member = members_[index];
  Lane& lane = member.lane;
  claims_[index].share = share;
  if (lane.is_empty()) {
    set_finish(index, sim::Time::never());
    return;
  }
  // Whoever gets all that they can use divides nothing.
  const bool is_whole = share == lane.requests() * member.spec.parallelism;
  const ServiceRate rate = is_whole ? member.whole : ServiceRate::of(share, lane.requests(), speed_);
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
  const Member& member = members_[index];
  sim::Uint128 work = member.lane.work_done(now) + (static_cast<sim::Uint128>(member.entered) << kVirtualBits);
  full_speed_.for_each([&](const AtFullSpeed& request) { work -= request.lane == index ? left_of(request, now) : 0; });
  return work;
}

}  // namespace models::worker
