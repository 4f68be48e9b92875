// The CPU of one machine against its definition, computed from scratch in doubles at every event.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/random/stream.hpp"
#include "tests/unit/models/worker/cpu_machine.hpp"

namespace models::worker {
namespace {

/// The definition, in doubles and from scratch at every event.
class Reference {
 public:
  struct Lane {
    double weight = 1.0;
    double limit = std::numeric_limits<double>::infinity();
    double parallelism = 1.0;
    std::map<std::uint32_t, double> work{};  ///< left, by request
    double used = 0.0;
  };

  Reference(double capacity, double speed) : capacity_{capacity}, speed_{speed} {}
  std::vector<Lane> lanes{};
  double lowest_rate = 1.0;  ///< at which any request ever ran

  /// Lets time pass up to `end`; returns (request, when) of all that finished.
  std::vector<std::pair<std::uint32_t, double>> advance(double end) {
    std::vector<std::pair<std::uint32_t, double>> done;
    while (now_ < end) {
      const std::vector<double> shares = divide();
      double step = end - now_;
      for (std::size_t i = 0; i < lanes.size(); ++i) {
        for (const auto& [request, left] : lanes[i].work) {
          lowest_rate = std::min(lowest_rate, rate(shares, i));
          step = std::min(step, left / rate(shares, i));
        }
      }
      for (std::size_t i = 0; i < lanes.size(); ++i) {
        lanes[i].used += shares[i] * step;
        for (auto& [request, left] : lanes[i].work) {
          left -= rate(shares, i) * step;
        }
      }
      now_ += step;
      for (Lane& lane : lanes) {
        std::erase_if(lane.work, [&](const auto& entry) {
          const bool is_done = entry.second < 1e-12;
          if (is_done) {
            done.emplace_back(entry.first, now_);
          }
          return is_done;
        });
      }
    }
    return done;
  }

 private:
  double rate(const std::vector<double>& shares, std::size_t lane) const {
    return shares[lane] * speed_ / static_cast<double>(lanes[lane].work.size());
  }
  /// Weighted max-min with caps, by raising the water level of all unsatisfied lanes until one is satisfied.
  std::vector<double> divide() const {
    std::vector<double> asks;
    for (const Lane& lane : lanes) {
      asks.push_back(std::min(lane.limit, lane.parallelism * static_cast<double>(lane.work.size())));
    }
    std::vector<double> shares(lanes.size(), 0.0);
    double left = capacity_;
    while (true) {
      double weights = 0.0;
      for (std::size_t i = 0; i < lanes.size(); ++i) {
        weights += shares[i] < asks[i] - 1e-12 ? lanes[i].weight : 0.0;
      }
      if (weights == 0.0 || left < 1e-12) {
        return shares;
      }
      double rise = left / weights;
      for (std::size_t i = 0; i < lanes.size(); ++i) {
        if (shares[i] < asks[i] - 1e-12) {
          rise = std::min(rise, (asks[i] - shares[i]) / lanes[i].weight);
        }
      }
      for (std::size_t i = 0; i < lanes.size(); ++i) {
        if (shares[i] < asks[i] - 1e-12) {
          shares[i] += rise * lanes[i].weight;
          left -= rise * lanes[i].weight;
        }
      }
    }
  }

  double capacity_;
  double speed_;
  double now_ = 0.0;
};

/// Random containers, weights, limits and arrivals. Shares and rates are Q32: a rate is off by at most 2^-31, and so a
/// finish by its time x 2^-31 / the lowest rate; each of at most 60 changes of shares adds less than 2 ns.
RC_GTEST_PROP(CpuDomain, AgreesWithTheDefinition, (std::uint64_t seed)) {
  sim::random::Stream stream{seed};
  const auto between = [&](std::uint64_t low, std::uint64_t high) {
    return low + stream.uniform_below(high - low + 1);
  };
  const double capacity = static_cast<double>(between(1, 16)) / 4.0;
  const std::uint64_t figure = between(5, 20);
  Machine machine{capacity, CpuSpeed::ratio(figure, 10)};
  Reference reference{capacity, static_cast<double>(figure) / 10.0};
  const std::uint64_t lanes = between(1, 5);
  for (std::uint64_t i = 0; i < lanes; ++i) {
    const std::uint64_t weight = between(1, 10) * 100;
    const double limit = between(0, 2) == 0 ? static_cast<double>(between(1, 8)) / 4.0 : 0.0;
    const auto parallelism = static_cast<double>(between(1, 3));
    machine.add_lane(lane(weight, limit, parallelism));
    reference.lanes.push_back({static_cast<double>(weight),
                               limit == 0.0 ? std::numeric_limits<double>::infinity() : limit,
                               parallelism,
                               {},
                               0.0});
  }
  std::map<std::uint32_t, double> expected;
  double work_done = 0.0;
  double now = 0.0;
  for (int arrival = 0; arrival < 30; ++arrival) {
    now += static_cast<double>(between(0, 200)) / 1'000.0;
    const auto into = static_cast<std::uint32_t>(between(0, lanes - 1));
    const double work = static_cast<double>(between(1, 900)) / 1'000.0;
    for (const auto& [request, when] : reference.advance(now)) {
      expected[request] = when;
    }
    reference.lanes[into].work[machine.enter(into, work, now)] = work;
    work_done += work;
  }
  for (const auto& [request, when] : reference.advance(1e6)) {
    expected[request] = when;
  }
  machine.run();
  RC_ASSERT(machine.finished.size() == expected.size());
  for (const auto& [request, when] : expected) {
    const double tolerance = when * 0x1p-31 / reference.lowest_rate + 120e-9;
    RC_ASSERT(std::abs(machine.finished.at(request) - when) < tolerance);
  }
  double used = 0.0;
  for (std::uint32_t i = 0; i < lanes; ++i) {
    const auto own = static_cast<double>(machine.cpu.cpu_used(i, 1, at(1e6))) * 1e-9;
    RC_ASSERT(std::abs(own - reference.lanes[i].used) < own * 1e-9 + 500e-9);
    used += own;
  }
  RC_ASSERT(std::abs(used - work_done * 10.0 / static_cast<double>(figure)) < used * 1e-9 + 500e-9);
}

}  // namespace
}  // namespace models::worker
