#include "models/worker/cpu_domain.hpp"

#include "sim/check.hpp"

namespace models::worker {

CpuDomain::CpuDomain(sim::Vcpu capacity, CpuSpeed speed)
    : capacity_{(static_cast<std::uint64_t>(capacity.milli()) << 32) / 1'000}, speed_{speed} {}

std::uint32_t CpuDomain::add_lanes(std::span<const LaneSpec> specs) {
  divide();
  std::uint32_t first = static_cast<std::uint32_t>(lanes_.size());
  if (free_blocks_.empty()) {
    lanes_.resize(lanes_.size() + specs.size());
    if (lanes_.size() > 1) {
      next_finish_.resize(lanes_.size(), sim::Time::never());
    }
    if (first == 1) {
      next_finish_[0] = first_finish_;
    }
  } else {
    first = free_blocks_.back();
    free_blocks_.pop_back();
  }
  for (std::size_t i = 0; i < specs.size(); ++i) {
    Lane& lane = lanes_[first + i];
    lane.spec = specs[i];
    lane.cpu_used = 0;
  }
  return first;
}

void CpuDomain::remove_lanes(std::uint32_t first, std::uint32_t count, sim::Time now) {
  divide();
  for (std::uint32_t index = first; index < first + count; ++index) {
    SIM_CHECK(lanes_[index].finish_order.is_empty(), "a container leaves its CPU without requests");
    settle(lanes_[index], now);
  }
  free_blocks_.push_back(first);
}

std::int64_t CpuDomain::cpu_used(std::uint32_t first, std::uint32_t count, sim::Time now) {
  divide();
  sim::Uint128 total = 0;
  for (std::uint32_t index = first; index < first + count; ++index) {
    const Lane& lane = lanes_[index];
    const auto elapsed = static_cast<std::uint64_t>((now - lane.settled).nanoseconds());
    total += lane.cpu_used + static_cast<sim::Uint128>(lane.share) * elapsed;
  }
  return static_cast<std::int64_t>(total >> 32);
}

/// While nobody has to go without, only the lanes that changed are looked at.
void CpuDomain::divide_among_lanes(std::uint32_t touched) {
  const bool was_contended = contended_;
  contended_ = asked_ > capacity_;
  if (contended_ || was_contended) {
    divide_fairly(touched_at_);
    find_first();
    return;
  }
  bool is_first_moved = false;
  for (std::uint32_t i = 0; i < touched; ++i) {
    const std::uint32_t index = touched_[i];
    Lane& lane = lanes_[index];
    set_share(lane, lane.ask);
    const sim::Time finish = finish_of(lane);
    next_finish_[index] = finish;
    if (finish < first_finish_ || (finish == first_finish_ && index <= first_lane_)) {
      first_finish_ = finish;
      first_lane_ = index;
    } else {
      is_first_moved = is_first_moved || index == first_lane_;
    }
  }
  if (is_first_moved) {
    find_first();
  }
}

/// The earliest, and the first of equals.
void CpuDomain::find_first() {
  const auto first = std::min_element(next_finish_.begin(), next_finish_.end());
  first_finish_ = *first;
  first_lane_ = static_cast<std::uint32_t>(first - next_finish_.begin());
}

/// Weighted max-min: whoever asks for less than its weighted part gets what it asks; the rest is divided again.
void CpuDomain::divide_fairly(sim::Time now) {
  const auto give = [&](std::uint32_t index, std::uint64_t share) {
    Lane& lane = lanes_[index];
    settle(lane, now);
    set_share(lane, share);
    next_finish_[index] = finish_of(lane);
  };
  hungry_.clear();
  std::uint64_t weights = 0;
  for (std::uint32_t index = 0; index < lanes_.size(); ++index) {
    if (lanes_[index].ask != 0) {
      hungry_.push_back(index);
      weights += lanes_[index].spec.weight;
    } else if (lanes_[index].share != 0) {
      give(index, 0);
    }
  }
  std::uint64_t left = capacity_;
  bool anyone_satisfied = true;
  while (anyone_satisfied && !hungry_.empty()) {
    anyone_satisfied = false;
    const std::uint64_t round_left = left;
    const std::uint64_t round_weights = weights;
    std::erase_if(hungry_, [&](std::uint32_t index) {
      const Lane& lane = lanes_[index];
      const bool is_satisfied = static_cast<sim::Uint128>(lane.ask) * round_weights <=
                                static_cast<sim::Uint128>(round_left) * lane.spec.weight;
      if (is_satisfied) {
        left -= lane.ask;
        weights -= lane.spec.weight;
        give(index, lane.ask);
        anyone_satisfied = true;
      }
      return is_satisfied;
    });
  }
  for (const std::uint32_t index : hungry_) {
    const auto part = static_cast<sim::Uint128>(left) * lanes_[index].spec.weight / weights;
    give(index, static_cast<std::uint64_t>(part));
  }
}

}  // namespace models::worker
