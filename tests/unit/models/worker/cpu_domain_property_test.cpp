// The CPU of one machine against its definition: what every request and every container received, in doubles and from
// scratch between any two events.
//
// The check is of residuals, not of finish times. Whoever computes finish times on the side and compares them meets
// errors that grow on their way: a finish that is 1 ns late delays the instant at which others are sped up, their work
// is off by 1 ns x the jump of their rate, and their own finish by that over the rate at which they go on; where rates
// jump from 0.02 to 1 and back, each step of such a chain multiplies by 50, and no bound that is worth anything holds
// for all chains. Instead the machine's own finish times are taken as given, the definition says what each request
// received up to its finish, and that must be the work it brought. Errors do not feed on each other there, and finish
// times whose residuals vanish are the definition's own, for it determines them one after the other.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/random/stream.hpp"
#include "tests/unit/models/worker/cpu_machine.hpp"

namespace models::worker {
namespace {

constexpr double kNanosecond = 1e-9;
constexpr double kUlp = 0x1p-32;  ///< of shares, rates and the speed
/// What the definition's own arithmetic may be off by, in vCPU: it takes lanes for satisfied from 1e-12 on.
constexpr double kDoubles = 1e-11;

struct LaneOf {
  double weight = 1.0;
  double limit = std::numeric_limits<double>::infinity();
  double parallelism = 1.0;
};

struct Job {
  std::size_t lane = 0;
  double work = 0.0;  ///< seconds of the reference vCPU
  double from = 0.0;
  double until = 0.0;  ///< as the machine said
  double received = 0.0;
};

/// Weighted max-min with caps, by raising the water level of all unsatisfied lanes until one is satisfied.
std::vector<double> divide(double capacity, const std::vector<LaneOf>& lanes, const std::vector<double>& members) {
  std::vector<double> asks;
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    asks.push_back(std::min(lanes[i].limit, lanes[i].parallelism * members[i]));
  }
  std::vector<double> shares(lanes.size(), 0.0);
  const auto is_hungry = [&](std::size_t i) { return shares[i] < asks[i] - 1e-12; };
  for (double left = capacity; left >= 1e-12;) {
    double weights = 0.0;
    for (std::size_t i = 0; i < lanes.size(); ++i) {
      weights += is_hungry(i) ? lanes[i].weight : 0.0;
    }
    if (weights == 0.0) {
      break;
    }
    double rise = left / weights;
    for (std::size_t i = 0; i < lanes.size(); ++i) {
      rise = is_hungry(i) ? std::min(rise, (asks[i] - shares[i]) / lanes[i].weight) : rise;
    }
    for (std::size_t i = 0; i < lanes.size(); ++i) {
      if (is_hungry(i)) {
        shares[i] += rise * lanes[i].weight;
        left -= rise * lanes[i].weight;
      }
    }
  }
  return shares;
}

/// What each job received from its arrival to its finish; returns the CPU time of each lane.
std::vector<double> replay(double capacity, double speed, const std::vector<LaneOf>& lanes, std::vector<Job>& jobs) {
  std::vector<double> instants;
  for (const Job& job : jobs) {
    instants.insert(instants.end(), {job.from, job.until});
  }
  std::sort(instants.begin(), instants.end());
  std::vector<double> used(lanes.size(), 0.0);
  for (std::size_t i = 1; i < instants.size(); ++i) {
    const double begin = instants[i - 1];
    const double step = instants[i] - begin;
    const auto is_present = [&](const Job& job) { return job.from <= begin && begin < job.until; };
    std::vector<double> members(lanes.size(), 0.0);
    for (const Job& job : jobs) {
      members[job.lane] += is_present(job) ? 1.0 : 0.0;
    }
    const std::vector<double> shares = divide(capacity, lanes, members);
    for (Job& job : jobs) {
      job.received += is_present(job) ? shares[job.lane] / members[job.lane] * speed * step : 0.0;
    }
    for (std::size_t lane = 0; lane < lanes.size(); ++lane) {
      used[lane] += shares[lane] * step;
    }
  }
  return used;
}

/// How much less and how much more than its work a job may have received, in seconds.
struct Allowed {
  double less = 0.0;
  double more = 0.0;
};

/// - A share is cut to a multiple of 2^-32 vCPU (by less than one), divided by the requests and cut again: a request's
///   part is off by less than 2. Times the speed, which is itself off by less than one, and cut once more: a rate is
///   off by less than 2 x speed + parallelism + 1 of them, for as long as the job stays.
/// - Virtual time is cut to 2^-10 ns whenever shares change: once at each of at most 60 instants.
/// - A finish is rounded up to a nanosecond, at no more than speed x parallelism.
Allowed allowed_for(const Job& job, const LaneOf& lane, double speed) {
  const double drift = (job.until - job.from) * ((2.0 * speed + lane.parallelism + 1.0) * kUlp + kDoubles * speed);
  return {drift + 60.0 / 1'024.0 * kNanosecond, drift + speed * lane.parallelism * kNanosecond};
}

RC_GTEST_PROP(CpuDomain, AgreesWithTheDefinition, (std::uint64_t seed)) {
  sim::random::Stream stream{seed};
  const auto between = [&](std::uint64_t low, std::uint64_t high) {
    return low + stream.uniform_below(high - low + 1);
  };
  const double capacity = static_cast<double>(between(1, 16)) / 4.0;
  const std::uint64_t figure = between(5, 20);
  const double speed = static_cast<double>(figure) / 10.0;
  Machine machine{capacity, CpuSpeed::ratio(figure, 10)};
  std::vector<LaneOf> lanes(between(1, 5));
  for (LaneOf& one : lanes) {
    const std::uint64_t weight = between(1, 10) * 100;
    const double limit = between(0, 2) == 0 ? static_cast<double>(between(1, 8)) / 4.0 : 0.0;
    const auto parallelism = static_cast<double>(between(1, 3));
    machine.add_lane(lane(weight, limit, parallelism));
    one = {static_cast<double>(weight), limit == 0.0 ? std::numeric_limits<double>::infinity() : limit, parallelism};
  }
  std::vector<Job> jobs;
  double now = 0.0;
  for (int arrival = 0; arrival < 30; ++arrival) {
    now += static_cast<double>(between(0, 200)) / 1'000.0;
    const std::uint64_t into = between(0, lanes.size() - 1);
    jobs.push_back({into, static_cast<double>(between(1, 900)) / 1'000.0, at(now).seconds()});
    RC_ASSERT(machine.enter(static_cast<std::uint32_t>(into), jobs.back().work, now) + 1 == jobs.size());
  }
  machine.run();
  RC_ASSERT(machine.finished.size() == jobs.size());
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    jobs[i].until = machine.finished.at(static_cast<std::uint32_t>(i));
  }
  const std::vector<double> used = replay(capacity, speed, lanes, jobs);
  std::vector<double> work(lanes.size());
  std::vector<double> off(lanes.size());
  for (const Job& job : jobs) {
    const Allowed allowed = allowed_for(job, lanes[job.lane], speed);
    RC_ASSERT(job.received > job.work - allowed.less);
    RC_ASSERT(job.received < job.work + allowed.more);
    work[job.lane] += job.work;
    off[job.lane] += std::max(allowed.less, allowed.more);
  }
  // CPU used is the work done over the speed (cut to 2^-32), cut to a nanosecond; so it is what the shares say but for
  // what the requests received too much or too little.
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    const auto own = static_cast<double>(machine.cpu.cpu_used(static_cast<std::uint32_t>(i), 1, at(1e6))) * kNanosecond;
    RC_ASSERT(std::abs(own - work[i] / speed) < work[i] / speed * (kUlp / speed + kDoubles) + 1.001 * kNanosecond);
    RC_ASSERT(std::abs(own - used[i]) < off[i] / speed + work[i] / speed * kUlp / speed + 1.001 * kNanosecond);
  }
}

}  // namespace
}  // namespace models::worker
