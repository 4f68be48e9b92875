#include "models/worker/shared_cpu.hpp"

#include <algorithm>

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

std::uint32_t SharedCpu::add(std::span<const LaneSpec> specs) {
  auto first = static_cast<std::uint32_t>(members_.size());
  if (free_blocks_.empty()) {
    members_.resize(members_.size() + specs.size());
    finishes_.resize(members_.size(), sim::kNoEvent);
  } else {
    first = free_blocks_.back();
    free_blocks_.pop_back();
  }
  for (std::size_t i = 0; i < specs.size(); ++i) {
    members_[first + i].lane.begin_life();
    members_[first + i].become(specs[i], speed_);
    set_finish(first + static_cast<std::uint32_t>(i), sim::Time::never());
  }
  return first;
}

void SharedCpu::take_over(Lane lane, const LaneSpec& spec, sim::Time finish) {
  SIM_CHECK(members_.empty(), "a lane is taken over as the first one");
  Member member;
  member.become(spec, speed_);
  member.ask = spec.ask(lane.requests());
  member.share = std::min(member.ask, capacity_);
  member.lane = std::move(lane);
  asked_ = member.ask;
  is_contended_ = asked_ > capacity_;
  members_.push_back(std::move(member));
  finishes_.emplace_back();
  set_finish(0, finish);
  find_first();
}

void SharedCpu::remove(std::uint32_t first) {
  free_blocks_.push_back(first);
}

void SharedCpu::set_capacity(std::uint64_t capacity, sim::Time now) {
  capacity_ = capacity;
  changed_at_ = now;
  must_divide_ = true;
  divide();
}

/// Weighted max-min: whoever asks for less than its weighted part gets what it asks; the rest is divided again. A lane
/// whose requests and whose share are what they were goes on as it does.
void SharedCpu::divide_fairly() {
  must_divide_ = false;
  is_contended_ = asked_ > capacity_;
  const auto give_anew = [this](std::uint32_t index, std::uint64_t share) {
    if (members_[index].share != share) {
      members_[index].lane.settle(changed_at_);
      give(index, share);
    }
  };
  hungry_.clear();
  std::uint64_t weights = 0;
  for (std::uint32_t index = 0; index < members_.size(); ++index) {
    if (members_[index].ask != 0) {
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
      const Member& member = members_[index];
      const bool is_satisfied = static_cast<sim::Uint128>(member.ask) * round_weights <=
                                static_cast<sim::Uint128>(round_left) * member.spec.weight;
      if (is_satisfied) {
        left -= member.ask;
        weights -= member.spec.weight;
        give_anew(index, member.ask);
        anyone_satisfied = true;
      }
      return is_satisfied;
    });
  }
  for (const std::uint32_t index : hungry_) {
    give_anew(index, multiply_divide(left, members_[index].spec.weight, weights));
  }
}

}  // namespace models::worker
