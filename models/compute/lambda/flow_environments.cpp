#include "models/compute/lambda/flow_environments.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "models/compute/lambda/function.hpp"
#include "models/ports/arrivals.hpp"
#include "sim/random/math.hpp"
#include "sim/theory/mginf.hpp"

namespace models::lambda {

namespace {

namespace random = sim::random;

/// Requests per second up to which each of them is followed.
constexpr double kFew = 4.0;
/// Peaks are drawn for so long at a time: environments are kept far longer, and invocations last far shorter.
constexpr sim::Duration kPart = sim::Duration::seconds(10);
/// Small steps in the mean time of an invocation.
constexpr std::int64_t kStepsEach = 16;
/// Where a limit on their rate accepts no more of the requests than that, those that pass come evenly.
constexpr double kPaced = 0.98;
/// Of the number busy, relative to Poisson's.
constexpr double kLeastScatter = 0.02;

/// Erlang B as a sum over how many places are free, from none on: quick where most are taken.
double blocked_share(double places, double load) {
  constexpr double kNegligible = 1e-15;
  double term = 1.0;
  double sum = 0.0;
  double taken = places;
  while (taken >= 0.0) {
    sum += term;
    term *= taken / load;
    if (term < kNegligible * sum && taken < load) {
      break;
    }
    taken -= 1.0;
  }
  return 1.0 / sum;
}

}  // namespace

FlowEnvironments::FlowEnvironments(const LambdaConfig& config, const RunContext& context, const InvocationLaw& law)
    : gauges_{context.gauges},
      fleet_{context.fleet},
      workload_{context.workload},
      law_{law},
      service_{std::max(law.mean(), 1e-6)},
      shape_{vcpu_of(config.memory), config.memory},
      limit_{config.limits.concurrency()},
      is_restored_{config.snap_start},
      scaling_{scaling_allowance(config.limits, context.start)},
      clock_{context.start},
      starts_{config, context.stream("placement"), context.stream("init")},
      expiry_{config.idle_expiry},
      expiry_stream_{context.stream("expiry")},
      stream_{context.stream("rates")},
      ladder_{shortest_of(config.idle_expiry), context.stream("reuse")},
      small_step_{sim::Duration::nanoseconds(std::max<std::int64_t>(std::llround(service_ * 1e9) / kStepsEach, 1'000))},
      started_(1'024) {}

void FlowEnvironments::start(std::int64_t count, sim::Time now) {
  for (std::int64_t i = 0; i < std::min(count, limit_) && create(now); ++i) {
  }
}

bool FlowEnvironments::create(sim::Time now) {
  clock_ = std::max(clock_, now);
  for (std::size_t tries = 0; tries < fleet_.zone_count(); ++tries) {
    const auto host = fleet_.place(ZoneId{next_zone_}, shape_, clock_);
    next_zone_ = (next_zone_ + 1) % static_cast<std::uint32_t>(fleet_.zone_count());
    if (host) {
      ladder_.add({*host, now, expiry_.draw_duration(expiry_stream_)}, now);
      gauges_.add(Gauge::kReplicasReady, clock_, 1);
      return true;
    }
  }
  return false;
}

bool FlowEnvironments::start_cold(sim::Time now, std::int64_t busy, ColdStart& start, Passed& passed) {
  Throttle why = Throttle::kNone;
  if (busy >= limit_) {
    why = Throttle::kConcurrency;
  } else if (!scaling_.take(1, now)) {
    why = Throttle::kScalingRate;
  } else if (!create(now)) {
    why = Throttle::kNoHost;
  }
  if (why != Throttle::kNone) {
    passed.why[static_cast<std::size_t>(why)] = true;
    return false;
  }
  start = starts_.draw();
  const sim::Int128 length = start.length().nanoseconds();
  gauges_.accrue(Gauge::kReplicasStarting, length);
  gauges_.accrue(Gauge::kReplicasReady, -length);
  if (start.is_billed) {
    passed.init_nanoseconds += start.init.nanoseconds();
    gauges_.accrue(Gauge::kMemoryBilled, sim::Int128{start.init.nanoseconds()} * shape_.memory.count());
  }
  passed.again_nanoseconds += start.init_again.nanoseconds();
  passed.restores += is_restored_ ? 1 : 0;
  ++passed.cold_starts;
  return true;
}

/// Whoever ended before the window and is found in it was there until the window began: nothing is told backwards.
void FlowEnvironments::collect(sim::Time now) {
  if (ladder_.is_due(now)) {
    clock_ = now >= sim::Time{} ? std::max(clock_, sim::Time{}) : clock_;
    ladder_.reached(std::llround(busy()), now);
    ladder_.collect(now, [this](const Rung& rung, sim::Time when) { end(rung, when); });
  }
}

/// Its shutdown phase is not billed.
void FlowEnvironments::end(const Rung& rung, sim::Time now) {
  clock_ = std::max(clock_, now);
  gauges_.add(Gauge::kReplicasReady, clock_, -1);
  fleet_.release(rung.host, shape_, clock_);
  if (now >= sim::Time{}) {
    ++ended_;
    lifetimes_ += (now - rung.created).nanoseconds();
  }
}

double FlowEnvironments::busy() const {
  if (is_following_each_) {
    return static_cast<double>(ends_.size());
  }
  return is_walking_ ? static_cast<double>(busy_walking()) : mean_busy_;
}

Passed FlowEnvironments::pass(sim::Time from, sim::Time to, double expected, std::int64_t offered, bool is_even,
                              double accepted) {
  Passed passed;
  const double seconds = (to - from).seconds();
  if (expected * accepted <= kFew * seconds) {
    pass_each(from, to, offered, is_even, passed);
  } else {
    pass_many(from, to, {expected * accepted / seconds, accepted, is_even || accepted < kPaced}, passed);
    const double counted = static_cast<double>(offered) / (expected * accepted);
    passed.cold_starts = std::min(passed.cold_starts, offered);
    passed.throttled = std::min(passed.throttled * counted, static_cast<double>(offered - passed.cold_starts));
  }
  return passed;
}

// --- Few: one by one -------------------------------------------------------------------------------------------------

void FlowEnvironments::pass_each(sim::Time from, sim::Time to, std::int64_t offered, bool is_even, Passed& passed) {
  follow_each(from);
  set_times(from, to, offered, is_even);
  for (const sim::Time now : times_) {
    leave(now);
    collect(now);
    const auto in_use = static_cast<std::int64_t>(ends_.size());
    ColdStart start;
    if (in_use >= limit_ || in_use >= ladder_.size()) {
      if (!start_cold(now, in_use, start, passed)) {
        passed.throttled += 1.0;
        continue;
      }
    }
    ends_.push_back(now + start.length() + start.init_again + law_.draw(stream_));
    std::push_heap(ends_.begin(), ends_.end(), std::greater<>{});
  }
  leave(to);
  collect(to);
}

/// As many uniform times in order: partial sums of exponential ones.
void FlowEnvironments::set_times(sim::Time from, sim::Time to, std::int64_t offered, bool is_even) {
  times_.clear();
  std::vector<double>& sums = sums_;
  sums.clear();
  double sum = 0.0;
  for (std::int64_t i = 0; i <= offered; ++i) {
    sum += is_even ? 1.0 : -random::log(stream_.uniform01());
    sums.push_back(sum);
  }
  const double length = static_cast<double>((to - from).nanoseconds());
  for (std::int64_t i = 0; i < offered; ++i) {
    const double share = (is_even ? sums[static_cast<std::size_t>(i)] - 0.5 : sums[static_cast<std::size_t>(i)]) /
                         (is_even ? static_cast<double>(offered) : sum);
    times_.push_back(from + sim::Duration::nanoseconds(static_cast<std::int64_t>(length * std::min(share, 1.0))));
  }
}

void FlowEnvironments::leave(sim::Time now) {
  while (!ends_.empty() && ends_.front() <= now) {
    ladder_.reached(static_cast<std::int64_t>(ends_.size()), ends_.front());
    std::pop_heap(ends_.begin(), ends_.end(), std::greater<>{});
    ends_.pop_back();
  }
}

/// Whoever was busy goes on: for how long, only their mean says.
void FlowEnvironments::follow_each(sim::Time now) {
  if (is_following_each_) {
    return;
  }
  const std::int64_t count = std::min(is_walking_ ? busy_walking() : draw_poisson(mean_busy_), ladder_.size());
  is_following_each_ = true;
  is_walking_ = false;
  std::fill(started_.begin(), started_.end(), 0);
  starting_ = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    const double left = -service_ * random::log(stream_.uniform01());
    ends_.push_back(now + sim::Duration::nanoseconds(std::llround(left * 1e9)));
  }
  std::make_heap(ends_.begin(), ends_.end(), std::greater<>{});
}

// --- Many: by their rate ---------------------------------------------------------------------------------------------

double FlowEnvironments::rate_in(sim::Time from, sim::Time to, const Traffic& traffic) const {
  return workload_ != nullptr ? workload_->expected_arrivals(from, to) / (to - from).seconds() * traffic.accepted
                              : traffic.rate;
}

void FlowEnvironments::pass_many(sim::Time from, sim::Time to, const Traffic& traffic, Passed& passed) {
  if (is_following_each_) {
    is_following_each_ = false;
    is_walking_ = true;
    serving_ = static_cast<std::int64_t>(ends_.size());
    ends_.clear();
  }
  for (sim::Time at = from; at < to;) {
    const sim::Time end = std::min(to, at + kPart);
    const double rate = rate_in(at, end, traffic);
    collect(at);
    if (is_walking_ || service_ >= kSlow || rate <= 0.0) {
      at = walk(at, end, traffic, passed);
    } else if (ladder_.size() >= limit_) {
      pass_full(rate, at, end, traffic.is_even, passed);
      at = end;
    } else {
      at = pass_peak(rate, at, end, traffic.is_even);
    }
  }
}

/// No more environments than there are: who finds them all busy is turned away.
void FlowEnvironments::pass_full(double rate, sim::Time from, sim::Time to, bool is_even, Passed& passed) {
  const double load = rate * service_;
  // Fredericks' scaling, for arrivals that scatter less than Poisson's.
  const double scatter = is_even ? std::max(law_.even_variance(), kLeastScatter) : 1.0;
  const double blocked = blocked_share(static_cast<double>(limit_) / scatter, load / scatter);
  const double seconds = (to - from).seconds();
  passed.throttled += rate * seconds * blocked;
  passed.why[static_cast<std::size_t>(Throttle::kConcurrency)] |= rate * seconds * blocked > 0.5;
  mean_busy_ = load * (1.0 - blocked);
  ladder_.reached(sim::theory::peak_quantile(load, seconds / service_, stream_.uniform01()), to);
}

/// Until when there are environments for all: `to`, or the moment at which one more is needed.
sim::Time FlowEnvironments::pass_peak(double rate, sim::Time from, sim::Time to, bool is_even) {
  const double load = rate * service_;
  const double span = (to - from).seconds() / service_;
  const auto at = [&](double share) {
    return from + sim::Duration::nanoseconds(
                      static_cast<std::int64_t>(share * static_cast<double>((to - from).nanoseconds())));
  };
  std::int64_t peak = sim::theory::peak_quantile(load, span, stream_.uniform01());
  if (is_even) {
    const double surplus = std::max(static_cast<double>(peak) - load, 0.0);
    peak = static_cast<std::int64_t>(std::ceil(load + surplus * std::sqrt(law_.even_variance())));
  }
  if (peak <= ladder_.size()) {
    ladder_.reached(peak, at(stream_.uniform01()));
    mean_busy_ = load;
    return to;
  }
  is_walking_ = true;
  starting_ = 0;
  rounding_ = stream_.uniform01();
  const double all = static_cast<double>(ladder_.size());
  if (all < load + std::sqrt(load)) {  // it is reached at once, from what was there before
    serving_ = std::min<std::int64_t>(std::llround(mean_busy_), ladder_.size());
    return from;
  }
  serving_ = ladder_.size();
  needs_one_ = true;
  const double passages = sim::theory::passage_rate(load, ladder_.size()) * span;
  const double reached = random::expm1(-passages) * stream_.uniform01();
  return at(std::clamp(-random::log1p(reached) / passages, 0.0, 1.0));
}

}  // namespace models::lambda
