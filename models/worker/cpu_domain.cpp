#include "models/worker/cpu_domain.hpp"

#include <algorithm>

#include "sim/check.hpp"
#include "sim/units/int128.hpp"

namespace models::worker {

namespace {

constexpr unsigned kVirtualBits = 10;                   // virtual time counts 2^-10 ns
constexpr unsigned kRateToVirtual = 32 - kVirtualBits;  // (Q32 rate x ns) >> this = virtual time

std::uint64_t multiply_shift(std::uint64_t a, std::uint64_t b, unsigned shift) {
  return static_cast<std::uint64_t>((static_cast<sim::Uint128>(a) * b) >> shift);
}

/// ceil(virtual_work / rate) in nanoseconds: rounding up makes sure that the work is done when the event comes.
std::int64_t time_for(std::uint64_t virtual_work, std::uint64_t rate) {
  constexpr std::uint64_t kFitsShifted = std::uint64_t{1} << (64 - kRateToVirtual);
  if (virtual_work < kFitsShifted) {
    const std::uint64_t numerator = virtual_work << kRateToVirtual;
    return static_cast<std::int64_t>(numerator / rate + (numerator % rate != 0 ? 1 : 0));
  }
  const sim::Uint128 numerator = static_cast<sim::Uint128>(virtual_work) << kRateToVirtual;
  return static_cast<std::int64_t>((numerator + rate - 1) / rate);
}

/// Sleepers are ordered by time; times may be negative, keys are not.
std::uint64_t sleeper_key(sim::Time until) {
  return static_cast<std::uint64_t>(until.nanoseconds()) ^ (std::uint64_t{1} << 63);
}
sim::Time sleeper_time(std::uint64_t key) {
  return sim::Time::at_nanoseconds(static_cast<std::int64_t>(key ^ (std::uint64_t{1} << 63)));
}

}  // namespace

CpuDomain::CpuDomain(sim::Vcpu capacity, CpuSpeed speed)
    : capacity_{(static_cast<std::uint64_t>(capacity.milli()) << 32) / 1'000}, speed_{speed} {}

std::uint32_t CpuDomain::add_lanes(std::span<const LaneSpec> specs) {
  std::uint32_t first = static_cast<std::uint32_t>(lanes_.size());
  if (free_blocks_.empty()) {
    lanes_.resize(lanes_.size() + specs.size());
    next_finish_.resize(lanes_.size(), sim::Time::never());
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
  for (std::uint32_t index = first; index < first + count; ++index) {
    SIM_CHECK(lanes_[index].finish_order.is_empty(), "a container leaves its CPU without requests");
    settle(lanes_[index], now);
  }
  free_blocks_.push_back(first);
}

void CpuDomain::enter(std::uint32_t index, RequestId request, std::int64_t work, sim::Time now) {
  Lane& lane = lanes_[index];
  settle(lane, now);
  if (lane.finish_order.is_empty()) {
    lane.virtual_time = 0;  // a new busy period; keeps virtual time far from overflow
  }
  lane.finish_order.push(lane.virtual_time + (static_cast<std::uint64_t>(work) << kVirtualBits), request.index());
  members_changed(index, now);
}

void CpuDomain::sleep(RequestId request, sim::Time until) {
  sleepers_.push(sleeper_key(until), request.index());
}

sim::Time CpuDomain::next() const {
  sim::Time first = sleepers_.is_empty() ? sim::Time::never() : sleeper_time(sleepers_.top_key());
  for (const sim::Time finish : next_finish_) {
    first = std::min(first, finish);
  }
  return first;
}

RequestId CpuDomain::take_due(sim::Time now) {
  for (std::uint32_t index = 0; index < next_finish_.size(); ++index) {
    if (next_finish_[index] <= now) {
      Lane& lane = lanes_[index];
      settle(lane, now);
      const RequestId request{lane.finish_order.top_value()};
      lane.finish_order.pop();
      members_changed(index, now);
      return request;
    }
  }
  if (!sleepers_.is_empty() && sleeper_time(sleepers_.top_key()) <= now) {
    const RequestId request{sleepers_.top_value()};
    sleepers_.pop();
    return request;
  }
  return RequestId::none();
}

std::int64_t CpuDomain::cpu_used(std::uint32_t first, std::uint32_t count, sim::Time now) const {
  sim::Uint128 total = 0;
  for (std::uint32_t index = first; index < first + count; ++index) {
    const Lane& lane = lanes_[index];
    total += lane.cpu_used;
    if (lane.share != 0) {
      total += static_cast<sim::Uint128>(lane.share) * static_cast<std::uint64_t>((now - lane.settled).nanoseconds());
    }
  }
  return static_cast<std::int64_t>(total >> 32);
}

void CpuDomain::settle(Lane& lane, sim::Time now) {
  const auto elapsed = static_cast<std::uint64_t>((now - lane.settled).nanoseconds());
  if (lane.share != 0 && elapsed != 0) {
    lane.virtual_time += multiply_shift(lane.rate, elapsed, kRateToVirtual);
    lane.cpu_used += static_cast<sim::Uint128>(lane.share) * elapsed;
  }
  lane.settled = now;
}

/// The number of requests in a lane changed: what it asks for changes, and with it who gets what.
void CpuDomain::members_changed(std::uint32_t index, sim::Time now) {
  Lane& lane = lanes_[index];
  const std::uint64_t ask = std::min(lane.spec.limit, lane.finish_order.size() * lane.spec.parallelism);
  asked_ += ask - lane.ask;  // unsigned wrap-around cancels out
  lane.ask = ask;
  const bool was_contended = contended_;
  contended_ = asked_ > capacity_;
  if (contended_ || was_contended) {
    if (lanes_.size() == 1) {
      set_share(index, std::min(ask, capacity_), now);
    } else {
      divide_fairly(now);
    }
  } else {
    set_share(index, ask, now);
  }
}

void CpuDomain::set_share(std::uint32_t index, std::uint64_t share, sim::Time now) {
  Lane& lane = lanes_[index];
  settle(lane, now);
  lane.share = share;
  const std::uint64_t members = lane.finish_order.size();
  lane.rate = members == 0 ? 0 : multiply_shift((share + members / 2) / members, speed_.q32(), 32);
  update_next(index);
}

/// Weighted max-min: whoever asks for less than its weighted part gets what it asks; the rest is divided again.
void CpuDomain::divide_fairly(sim::Time now) {
  hungry_.clear();
  std::uint64_t weights = 0;
  for (std::uint32_t index = 0; index < lanes_.size(); ++index) {
    if (lanes_[index].ask != 0) {
      hungry_.push_back(index);
      weights += lanes_[index].spec.weight;
    } else if (lanes_[index].share != 0) {
      set_share(index, 0, now);
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
        set_share(index, lane.ask, now);
        anyone_satisfied = true;
      }
      return is_satisfied;
    });
  }
  for (const std::uint32_t index : hungry_) {
    const auto part = static_cast<sim::Uint128>(left) * lanes_[index].spec.weight / weights;
    set_share(index, static_cast<std::uint64_t>(part), now);
  }
}

void CpuDomain::update_next(std::uint32_t index) {
  const Lane& lane = lanes_[index];
  if (lane.finish_order.is_empty() || lane.rate == 0) {
    next_finish_[index] = sim::Time::never();
    return;
  }
  const std::uint64_t finish = lane.finish_order.top_key();
  const std::uint64_t work = finish > lane.virtual_time ? finish - lane.virtual_time : 0;
  next_finish_[index] = lane.settled + sim::Duration::nanoseconds(time_for(work, lane.rate));
}

}  // namespace models::worker
