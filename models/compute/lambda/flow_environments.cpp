#include "models/compute/lambda/flow_environments.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "models/compute/lambda/function.hpp"
#include "models/ports/arrivals.hpp"
#include "sim/random/counts.hpp"
#include "sim/random/math.hpp"
#include "sim/theory/mginf.hpp"

namespace models::lambda {

namespace {

namespace random = sim::random;

/// Requests per second up to which each of them is followed.
constexpr double kFew = 4.0;
/// Peaks are drawn for so long at a time: environments are kept far longer, and invocations last far shorter.
constexpr sim::Duration kPart = sim::Duration::seconds(10);
/// Invocations that last so long are followed all the time: peaks of successive parts have too much in common.
constexpr double kSlow = 2.0;
/// Small steps in the mean time of an invocation.
constexpr std::int64_t kStepsEach = 16;
/// The rate is looked up once in so many of them.
constexpr int kStepsPerRate = 8;
/// Counts of which more are expected are rounded normal variates.
constexpr double kManyCounted = 12.0;
/// Where a limit on their rate accepts no more of the requests than that, those that pass come evenly.
constexpr double kPaced = 0.98;
/// Of the number busy, relative to Poisson's.
constexpr double kLeastScatter = 0.02;

/// Erlang B as a sum over how many places are free, from none on: quick where most are taken.
double blocked_share(double places, double load) {
  constexpr double kNegligible = 1e-15;
  double term = 1.0;
  double sum = 0.0;
  for (double free = 0.0; free <= places; ++free) {
    sum += term;
    term *= (places - free) / load;
    if (term < kNegligible * sum && places - free < load) {
      break;
    }
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
      small_step_{sim::Duration::nanoseconds(
          std::max<std::int64_t>(std::llround(service_ * 1e9) / kStepsEach, 1'000))},
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

void FlowEnvironments::collect(sim::Time now) {
  if (ladder_.is_due(now)) {
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
    lifetimes_ += now - rung.created;
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
    return from + sim::Duration::nanoseconds(static_cast<std::int64_t>(share * static_cast<double>((to - from).nanoseconds())));
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

/// In small steps until `to`, or until nobody waits and half of what is idle on average is so again.
sim::Time FlowEnvironments::walk(sim::Time from, sim::Time to, const Traffic& traffic, Passed& passed) {
  const double leaving = -random::expm1(-small_step_.seconds() / service_);
  if (!is_walking_) {
    is_walking_ = true;
    starting_ = 0;
    serving_ = std::min(draw_poisson(mean_busy_), ladder_.size());
  }
  if (needs_one_) {
    needs_one_ = false;
    arrive(from, 1, passed);
  }
  for (sim::Time now = from; now < to;) {
    const sim::Time end = std::min(to, now + small_step_ * kStepsPerRate);
    const double rate = rate_in(now, end, traffic);
    const double load = rate * service_;
    unseen_ = traffic.is_even ? 0 : unseen(rate);
    std::int64_t most = busy_walking();
    while (now < end) {
      const sim::Duration step = std::min(small_step_, end - now);
      const double chance = step == small_step_ ? leaving : -random::expm1(-step.seconds() / service_);
      walk_on(now, rate * step.seconds(), chance, traffic.is_even, passed);
      most = std::max(most, busy_walking());
      now += step;
    }
    ladder_.reached(most, now);
    collect(now);
    const double all = static_cast<double>(ladder_.size());
    const bool has_room = all >= load + std::sqrt(load) && static_cast<double>(serving_) <= 0.5 * (load + all);
    if (starting_ == 0 && service_ < kSlow && (has_room || ladder_.size() >= limit_)) {
      is_walking_ = false;
      mean_busy_ = static_cast<double>(serving_);
      return now;
    }
  }
  return to;
}

void FlowEnvironments::walk_on(sim::Time now, double expected, double leaving, bool is_even, Passed& passed) {
  const std::int64_t up = started_[ring_at_];
  started_[ring_at_] = 0;
  ring_at_ = (ring_at_ + 1) % started_.size();
  starting_ -= up;
  serving_ += up;
  serving_ -= draw_binomial(serving_, leaving);
  arrive(now, is_even ? whole_of(expected) : draw_poisson(expected), passed);
}

/// How far the number busy is above what small steps show of it when it passes a level: of steps with deviation s, s
/// times -zeta(1/2) / sqrt(2 pi) (Broadie, Glasserman and Kou, Mathematical Finance 7, 1997), less half a request, since
/// single ones do not pass a level by a fraction. Rounded by the walk's own chance.
std::int64_t FlowEnvironments::unseen(double rate) const {
  constexpr double kOvershoot = 0.5826;
  const double deviation = std::sqrt(2.0 * rate * small_step_.seconds());
  return static_cast<std::int64_t>(std::max(kOvershoot * deviation - 0.5, 0.0) + rounding_);
}

void FlowEnvironments::arrive(sim::Time now, std::int64_t arriving, Passed& passed) {
  const std::int64_t places = ladder_.size() < limit_ ? ladder_.size() - unseen_ : limit_;
  const std::int64_t free = std::max<std::int64_t>(places - busy_walking(), 0);
  const std::int64_t warm = std::min(arriving, free);
  serving_ += warm;
  for (std::int64_t waiting = arriving - warm; waiting > 0; --waiting) {
    ColdStart start;
    if (!start_cold(now, busy_walking(), start, passed)) {
      passed.throttled += static_cast<double>(waiting);
      return;
    }
    ++starting_;
    const auto steps = static_cast<std::size_t>((start.length() + start.init_again) / small_step_);
    while (steps >= started_.size()) {
      widen_ring();
    }
    ++started_[(ring_at_ + steps) % started_.size()];
  }
}

void FlowEnvironments::widen_ring() {
  std::rotate(started_.begin(), started_.begin() + static_cast<std::ptrdiff_t>(ring_at_), started_.end());
  ring_at_ = 0;
  started_.resize(2 * started_.size());
}

std::int64_t FlowEnvironments::whole_of(double expected) {
  even_left_ += expected;
  const auto whole = static_cast<std::int64_t>(even_left_);
  even_left_ -= static_cast<double>(whole);
  return whole;
}

std::int64_t FlowEnvironments::draw_poisson(double mean) {
  const double chance = stream_.uniform01();
  if (mean < kManyCounted) {
    return random::poisson_quantile(mean, chance);
  }
  return std::max<std::int64_t>(std::llround(mean + std::sqrt(mean) * random::inverse_normal(chance)), 0);
}

std::int64_t FlowEnvironments::draw_binomial(std::int64_t count, double chance) {
  const double u = stream_.uniform01();
  const double mean = static_cast<double>(count) * chance;
  if (mean < kManyCounted && count <= random::kBinomialTrialsMax) {
    return random::binomial_quantile(count, chance, u);
  }
  const double deviation = std::sqrt(mean * (1.0 - chance));
  return std::clamp<std::int64_t>(std::llround(mean + deviation * random::inverse_normal(u)), 0, count);
}

}  // namespace models::lambda
