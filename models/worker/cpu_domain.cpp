#include "models/worker/cpu_domain.hpp"

#include "sim/check.hpp"

namespace models::worker {

namespace {

/// Sleepers are ordered by time; times may be negative, keys are not.
constexpr std::uint64_t kSign = std::uint64_t{1} << 63;

}  // namespace

std::uint32_t CpuDomain::add_lanes(std::span<const LaneSpec> specs) {
  divide();
  if (shared_ == nullptr && !lone_.is_alive()) {
    SIM_CHECK(specs.size() == 1, "a domain made for lone containers takes replicas of one container");
    lone_.begin_life();
    return 0;
  }
  if (shared_ == nullptr) {
    share();
  }
  const std::uint32_t first = shared_->add(specs);
  first_finish_ = kUnknown;  // for a lane that has got company: who it is
  divide();
  return first;
}

/// The lane that had the CPU to itself gets company.
void CpuDomain::share() {
  shared_ = std::make_unique<SharedCpu>(lone_rates_->capacity(), lone_rates_->speed(), lone_rates_->kinds());
  shared_->take_over(std::move(lone_), lone_rates_->spec(), first_finish_);
}

void CpuDomain::set_capacity(const LoneLaneRates& lone_rates, sim::Time now) {
  divide();
  lone_rates_ = &lone_rates;
  if (shared_ != nullptr) {
    set_capacity(lone_rates.capacity(), now);
  } else if (lone_.is_alive()) {
    lone_.settle(now);
    first_finish_ = kUnknown;
  }
}

void CpuDomain::set_capacity(std::uint64_t capacity, sim::Time now) {
  divide();
  shared_->set_capacity(capacity, now);
  first_finish_ = shared_->is_empty() ? sim::Time::never() : kUnknown;
}

void CpuDomain::change_lane(std::uint32_t index, const LaneSpec& spec, sim::Time now) {
  divide();
  if (shared_ == nullptr) {
    share();  // the ready answers of a lone lane are those of its first specification
  }
  shared_->change(index, spec, now);
  first_finish_ = kUnknown;
}

void CpuDomain::remove_lanes(std::uint32_t first, std::uint32_t count, sim::Time now) {
  divide();
  if (shared_ == nullptr) {
    SIM_CHECK(lone_.is_empty(), "a container leaves its CPU without requests");
    lone_.settle(now);
    lone_.end_life();
  } else {
    shared_->remove(first, count, now);
  }
}

void CpuDomain::sleep(RequestId request, sim::Time until) {
  if (sleepers_ == nullptr) {
    sleepers_ = std::make_unique<sim::OrderedHeap>();
  }
  sleepers_->push(static_cast<std::uint64_t>(until.nanoseconds()) ^ kSign, request.index());
  next_wake_ = std::min(next_wake_, until);
}

sim::Time CpuDomain::first_wake() const {
  return sleepers_->is_empty() ? sim::Time::never()
                               : sim::Time::at_nanoseconds(static_cast<std::int64_t>(sleepers_->top_key() ^ kSign));
}

RequestId CpuDomain::wake() {
  const RequestId request{sleepers_->top_value()};
  sleepers_->pop();
  next_wake_ = first_wake();
  return request;
}

void CpuDomain::track(sim::HeapPlaces& places) {
  if (shared_ == nullptr) {
    lone_.track(places);
  } else {
    shared_->track(places);
  }
  if (sleepers_ == nullptr) {
    sleepers_ = std::make_unique<sim::OrderedHeap>();
  }
  sleepers_->track(places);
}

void CpuDomain::wake_early(RequestId request) {
  if (shared_ != nullptr && shared_->wake_early(request)) {
    if (!is_changed()) {
      note_first();
    }
    return;
  }
  sleepers_->remove(request.index());
  next_wake_ = first_wake();
}

std::int64_t CpuDomain::cpu_used(std::uint32_t first, std::uint32_t count, sim::Time now) {
  divide();
  sim::Uint128 work = 0;
  for (std::uint32_t index = first; index < first + count; ++index) {
    work += shared_ == nullptr ? lone_.work_done(now) : shared_->work_done(index, now);
  }
  // Virtual time is 2^-10 ns of work; a vCPU does `speed` of it per time.
  return static_cast<std::int64_t>((work << kRateToVirtual) / speed().q32());
}

}  // namespace models::worker
