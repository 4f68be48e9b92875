#include "models/client/flow.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "sim/check.hpp"
#include "sim/random/counts.hpp"
#include "sim/random/gamma.hpp"
#include "sim/random/math.hpp"
#include "sim/random/stream.hpp"

namespace models::client {

namespace {

namespace random = sim::random;

constexpr sim::Duration kMinute = sim::Duration::minutes(1);
/// The step of a phase that visits [0, 1) evenly; its multiples have nothing to do with those of the ledger's.
constexpr double kSilverStep = 0.41421356237309505;

sim::Duration cell_length(sim::Duration tick) {
  return sim::Duration::nanoseconds(std::gcd(tick.nanoseconds(), kMinute.nanoseconds()));
}

/// Of what is not negative: the call of std::floor is dearer than all around it.
std::int64_t floor_of(double value) {
  return static_cast<std::int64_t>(value);
}

}  // namespace

Flow::Flow(sim::Kernel& kernel, FlowSetup setup)
    : kernel_{kernel},
      workload_{setup.workload},
      ledger_{setup.application.class_count(), setup.slo_latency},
      cell_slot_{kernel.open(sim::bind<&Flow::cell_ended>(*this), sim::Phase::kCompletion)},
      cell_length_{cell_length(setup.tick)},
      stream_key_{random::stream_key(setup.seed, setup.replication, "workload", "rates")},
      demands_{demand_moments(setup.application)},
      patience_{setup.config.timeout ? static_cast<double>(setup.config.timeout->nanoseconds())
                                     : std::numeric_limits<double>::infinity()},
      by_class_(setup.application.class_count()),
      sent_by_class_(setup.application.class_count()) {
  for (std::size_t i = 0; i < by_class_.size(); ++i) {
    shares_.push_back(setup.application.share_of(i));
  }
  step_.is_even = workload_.process() == ArrivalProcess::kEven;
  step_.by_class = by_class_;
}

void Flow::start(sim::Time now) {
  began_ = now;
  settled_ = now;
  enter_cell(now);
  kernel_.schedule(cell_slot_, cell_.end);
}

void Flow::cell_ended(std::uint32_t, sim::Time now) {
  settle(now);
  kernel_.schedule(cell_slot_, cell_.end);
}

void Flow::settle(sim::Time now) {
  if (is_sending_) {
    return;  // a stage looks at what it is just being told
  }
  is_sending_ = true;
  while (settled_ < now) {
    const sim::Time to = std::min(now, cell_.end);
    send(settled_, to);
    settled_ = to;
    if (to == cell_.end) {
      enter_cell(to);
    }
  }
  is_sending_ = false;
}

/// All that is drawn depends on the cell's number alone.
void Flow::enter_cell(sim::Time at) {
  const sim::Time next = sim::next_multiple(at, cell_length_);
  cell_ = {};
  cell_.begin = at;
  cell_.end = next;
  cell_.expected = workload_.expected_arrivals(at, next);
  const auto number = static_cast<std::uint64_t>(next.nanoseconds() / cell_length_.nanoseconds());
  random::Stream stream = random::numbered_stream(stream_key_, number);
  const double chance = stream.uniform01();
  cell_.requests = draw_count(cell_.expected, workload_.count_variance(at, next, cell_.expected).value_or(0.0), chance);
  const double requests = static_cast<double>(cell_.requests);
  cell_.cpu = requests * demands_.cpu_mean;
  if (demands_.cpu_variance > 0.0 && cell_.requests > 0) {
    const double shape = requests * demands_.cpu_mean * demands_.cpu_mean / demands_.cpu_variance;
    cell_.cpu *= random::GammaSampler{shape}.draw(stream) / shape;
  }
  expected_total_ += cell_.expected;
  sent_in_cell_ = 0;
  cpu_sent_ = 0.0;
}

std::int64_t Flow::draw_count(double expected, double variance, double chance) {
  if (variance <= 0.0) {
    return floor_of(expected_total_ + expected + 0.5) - floor_of(expected_total_ + 0.5);
  }
  return random::count_quantile(expected, std::clamp(1.0 - variance / expected, 0.0, 1.0), chance);
}

void Flow::send(sim::Time from, sim::Time to) {
  const double passed = to == cell_.end || cell_.expected <= 0.0
                            ? 1.0
                            : std::min(workload_.expected_arrivals(cell_.begin, to) / cell_.expected, 1.0);
  const bool is_last = to == cell_.end;
  const std::int64_t until = is_last ? cell_.requests : floor_of(static_cast<double>(cell_.requests) * passed);
  const double cpu_until =
      cell_.requests > 0 ? cell_.cpu * static_cast<double>(until) / static_cast<double>(cell_.requests) : 0.0;
  step_.from = from;
  step_.to = to;
  step_.expected = is_last && from == cell_.begin ? cell_.expected : workload_.expected_arrivals(from, to);
  step_.offered = until - sent_in_cell_;
  step_.cpu = cpu_until - cpu_sent_;
  sent_in_cell_ = until;
  cpu_sent_ = cpu_until;
  divide_by_class(step_.offered);
  step_.is_routed = true;
  step_.rejected = 0.0;
  step_.timed_out = 0.0;
  step_.failed = 0.0;
  step_.cold_starts = 0;
  step_.in_system = 0.0;
  step_.wait_mean = 0.0;
  step_.load = 0.0;
  step_.parts.clear();
  frontend_->flow(step_);
  book(step_);
}

/// Each class's total so far is its share of all, rounded; the last one takes what rounding leaves.
void Flow::divide_by_class(std::int64_t requests) {
  sent_ += static_cast<std::uint64_t>(requests);
  double share = 0.0;
  std::int64_t before = 0;
  for (std::size_t i = 0; i < by_class_.size(); ++i) {
    share += shares_[i];
    const bool is_last = i + 1 == by_class_.size();
    const std::int64_t up_to =
        is_last ? static_cast<std::int64_t>(sent_) : floor_of(static_cast<double>(sent_) * std::min(share, 1.0));
    by_class_[i] = std::max<std::int64_t>(up_to - before - sent_by_class_[i], 0);
    before = up_to;
    sent_by_class_[i] += by_class_[i];
  }
}

std::int64_t Flow::Whole::take(double amount) {
  left_ += amount;
  const std::int64_t whole = floor_of(std::max(left_ + 1e-9, 0.0));
  left_ -= static_cast<double>(whole);
  return whole;
}

/// Of what is served: for whom the client does not wait.
double Flow::late_share(const FlowStep& step) const {
  double late = 0.0;
  if (!std::isfinite(patience_)) {
    return late;
  }
  for (const FlowPart& part : step.parts) {
    const LatencySlices& latency = part.latency();
    if (latency.slowest() <= patience_) {
      continue;
    }
    for (std::size_t i = 0; i < LatencySlices::kCount; ++i) {
      const double begin = i == 0 ? 0.0 : LatencySlices::ends()[i - 1];
      const bool is_late = latency.nanoseconds[i] > patience_;
      late += is_late ? part.share * (LatencySlices::ends()[i] - begin) : 0.0;
    }
  }
  return late;
}

void Flow::book(const FlowStep& step) {
  const std::int64_t rejected = step.is_routed ? rejected_.take(step.rejected) : step.offered;
  const std::int64_t queued_out = timed_out_.take(step.timed_out);
  const std::int64_t failed = failed_.take(step.failed);
  const std::int64_t stays =
      step.is_routed ? std::llround(step.in_system) : ledger_.open();  // nobody is there to finish them
  const std::int64_t open = ledger_.open() + step.offered;
  const std::int64_t ending = std::max<std::int64_t>(open - rejected - queued_out - failed - stays, 0);
  const std::int64_t given_up = std::min(given_up_.take(static_cast<double>(ending) * late_share(step)), ending);
  std::int64_t measured = 0;
  double share = 0.0;
  Counts before;
  std::int64_t stays_before = 0;
  std::int64_t given_up_before = 0;
  for (std::size_t i = 0; i < by_class_.size(); ++i) {
    share = i + 1 == by_class_.size() ? 1.0 : share + shares_[i];
    const auto part_of = [share](std::int64_t total, std::int64_t& so_far) {
      const std::int64_t up_to = floor_of(static_cast<double>(total) * share);
      const std::int64_t own = up_to - so_far;
      so_far = up_to;
      return own;
    };
    Counts counts;
    counts.offered = by_class_[i];
    std::int64_t available = ledger_.open_of(i) + counts.offered;
    const auto at_most = [&available](std::int64_t wanted) {
      const std::int64_t taken = std::min(wanted, available);
      available -= taken;
      return taken;
    };
    counts.rejected = at_most(part_of(rejected, before.rejected));
    counts.timed_out = at_most(part_of(queued_out, before.timed_out));
    at_most(part_of(stays, stays_before));
    counts.failed = at_most(part_of(failed, before.failed));
    counts.timed_out += at_most(part_of(given_up, given_up_before));
    counts.cold_starts = part_of(step.cold_starts, before.cold_starts);
    counts.completed = available;
    measured += ledger_.book(i, counts);
  }
  book_latencies(step, measured);
  if (ledger_.is_measuring()) {
    highest_load_ = std::max(highest_load_, step.load);
  }
}

void Flow::book_latencies(const FlowStep& step, std::int64_t completed) {
  if (completed == 0 || step.parts.empty()) {
    return;
  }
  ledger_.waits(completed, static_cast<sim::Int128>(static_cast<double>(completed) * step.wait_mean * 1e9));
  part_phase_ += kSilverStep;
  part_phase_ -= std::floor(part_phase_);
  const auto age = static_cast<double>((step.to - began_).nanoseconds());  // nobody can have waited for longer
  double share = 0.0;
  std::int64_t before = 0;
  for (std::size_t p = 0; p < step.parts.size(); ++p) {
    const FlowPart& part = step.parts[p];
    share = p + 1 == step.parts.size() ? 1.0 : share + part.share;
    const std::int64_t up_to =
        p + 1 == step.parts.size() ? completed : floor_of(static_cast<double>(completed) * share + part_phase_);
    const std::int64_t own = up_to - before;
    before = up_to;
    if (part.lasting != nullptr && part.lasting->slowest() <= std::min(patience_, age)) {
      ledger_.latencies(*part.lasting, own);
    } else if (own > 0) {
      LatencySlices latency = part.latency();
      for (double& slice : latency.nanoseconds) {
        slice = std::min(slice, age);
      }
      ledger_.latencies(SlicedRequests{latency, own, part_phase_, answered_slices(latency)});
    }
  }
}

/// Who is answered is faster than the client's patience; if nobody is, the fastest slice stands for them.
std::size_t Flow::answered_slices(const LatencySlices& latency) const {
  std::size_t slices = LatencySlices::kCount;
  while (slices > 1 && latency.nanoseconds[slices - 1] > patience_) {
    --slices;
  }
  return slices;
}

void Flow::check_conservation() const {
  ledger_.check_balance(static_cast<std::size_t>(ledger_.open()));
  for (std::size_t i = 0; i < sent_by_class_.size(); ++i) {
    ledger_.check_booked(i, sent_by_class_[i]);
  }
}

void Flow::completed(RequestId, sim::Time) {
  SIM_CHECK(false, "a flow has no single requests");
}
void Flow::refused(RequestId, Refusal, sim::Time) {
  SIM_CHECK(false, "a flow has no single requests");
}
void Flow::cold_start(RequestId, sim::Time) {
  SIM_CHECK(false, "a flow has no single requests");
}

}  // namespace models::client
