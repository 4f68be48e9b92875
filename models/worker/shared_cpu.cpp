#include "models/worker/shared_cpu.hpp"

#include <algorithm>

#include "sim/check.hpp"
#include "sim/kernel/smaller.hpp"

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

std::uint32_t SharedCpu::add(std::span<const LaneSpec> specs) {
  std::uint32_t first = static_cast<std::uint32_t>(lanes_.size());
  if (free_blocks_.empty()) {
    lanes_.resize(lanes_.size() + specs.size());
    claims_.resize(lanes_.size());
    finishes_.resize(lanes_.size(), sim::kNoEvent);
  } else {
    first = free_blocks_.back();
    free_blocks_.pop_back();
  }
  for (std::size_t i = 0; i < specs.size(); ++i) {
    lanes_[first + i].begin_life();
    claims_[first + i].spec = specs[i];
    claims_[first + i].whole = ServiceRate::whole(specs[i], speed_);
  }
  return first;
}

void SharedCpu::take_over(Lane lane, const LaneSpec& spec, sim::Time finish) {
  SIM_CHECK(lanes_.empty(), "a lane is taken over as the first one");
  Claim claim;
  claim.spec = spec;
  claim.whole = ServiceRate::whole(spec, speed_);
  claim.ask = spec.ask(lane.requests());
  claim.share = std::min(claim.ask, capacity_);
  asked_ = claim.ask;
  contended_ = asked_ > capacity_;
  lanes_.push_back(std::move(lane));
  claims_.push_back(claim);
  finishes_.emplace_back();
  set_finish(0, finish);
  first_ = finishes_[0];
}

void SharedCpu::remove(std::uint32_t first) {
  free_blocks_.push_back(first);
}

void SharedCpu::requests_changed(std::uint32_t index) {
  Claim& claim = claims_[index];
  const std::uint64_t ask = claim.spec.ask(lanes_[index].requests());
  asked_ += ask - claim.ask;  // unsigned wrap-around cancels out
  claim.ask = ask;
  if (claim.is_touched) {
    return;
  }
  if (touched_count_ == touched_.size()) {
    divide();
  }
  claim.is_touched = true;
  touched_[touched_count_++] = index;
}

/// While nobody has to go without, only the lanes that changed are looked at.
void SharedCpu::divide() {
  const sim::Time now = changed_at();
  const std::uint32_t count = touched_count_;
  touched_count_ = 0;
  const bool was_contended = contended_;
  contended_ = asked_ > capacity_;
  if (contended_ || was_contended) {
    divide_fairly(now);
    find_first();
    return;
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    give(touched_[i], claims_[touched_[i]].ask, now);
  }
  if (lanes_.size() <= kFew) {
    find_first();
    return;
  }
  bool is_first_moved = false;
  for (std::uint32_t i = 0; i < count; ++i) {
    is_first_moved = is_first_moved || touched_[i] == first_lane();
  }
  if (is_first_moved) {
    find_first();
    return;
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    first_ = sim::smaller(first_, finishes_[touched_[i]]);
  }
}

void SharedCpu::set_capacity(std::uint64_t capacity, sim::Time now) {
  capacity_ = capacity;
  contended_ = asked_ > capacity_;
  if (!lanes_.empty()) {
    divide_fairly(now);
    find_first();
  }
}

/// A lane whose requests and whose share are what they were goes on as it does.
void SharedCpu::give(std::uint32_t index, std::uint64_t share, sim::Time now) {
  Claim& claim = claims_[index];
  if (!claim.is_touched && claim.share == share) {
    return;
  }
  claim.is_touched = false;
  claim.share = share;
  Lane& lane = lanes_[index];
  lane.settle(now);
  // Without contention nothing is divided.
  const std::uint64_t requests = lane.requests();
  const bool is_whole = requests != 0 && share == requests * claim.spec.parallelism;
  const ServiceRate rate = is_whole ? claim.whole : ServiceRate::of(share, requests, speed_);
  lane.set_rate(rate);
  set_finish(index, lane.first_finish(rate));
}

/// The earliest, and the first of equals.
void SharedCpu::find_first() {
  first_ = finishes_[0];
  for (std::size_t index = 1; index < finishes_.size(); ++index) {
    first_ = sim::smaller(first_, finishes_[index]);
  }
}

/// Weighted max-min: whoever asks for less than its weighted part gets what it asks; the rest is divided again.
void SharedCpu::divide_fairly(sim::Time now) {
  hungry_.clear();
  std::uint64_t weights = 0;
  for (std::uint32_t index = 0; index < claims_.size(); ++index) {
    if (claims_[index].ask != 0) {
      hungry_.push_back(index);
      weights += claims_[index].spec.weight;
    } else {
      give(index, 0, now);
    }
  }
  std::uint64_t left = capacity_;
  bool anyone_satisfied = true;
  while (anyone_satisfied && !hungry_.empty()) {
    anyone_satisfied = false;
    const std::uint64_t round_left = left;
    const std::uint64_t round_weights = weights;
    std::erase_if(hungry_, [&](std::uint32_t index) {
      const Claim& claim = claims_[index];
      const bool is_satisfied = static_cast<sim::Uint128>(claim.ask) * round_weights <=
                                static_cast<sim::Uint128>(round_left) * claim.spec.weight;
      if (is_satisfied) {
        left -= claim.ask;
        weights -= claim.spec.weight;
        give(index, claim.ask, now);
        anyone_satisfied = true;
      }
      return is_satisfied;
    });
  }
  for (const std::uint32_t index : hungry_) {
    give(index, multiply_divide(left, claims_[index].spec.weight, weights), now);
  }
}

}  // namespace models::worker
