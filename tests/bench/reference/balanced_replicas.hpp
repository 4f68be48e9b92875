// The yardstick of load-balanced replicas: N targets of two vCPUs that share them among at most four requests at a time
// (processor sharing in virtual time), a FIFO queue behind each, least-outstanding routing. Written by hand for this
// one case: one container, one step, no ports, no meters, no time series.
#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "sim/stats/histogram.hpp"
#include "sim/units/int128.hpp"
#include "tests/bench/reference/exponential_block.hpp"
#include "tests/bench/reference/winner_tree.hpp"

namespace bench::reference {

class BalancedReplicas {
 public:
  BalancedReplicas(std::uint32_t targets, double gap_ns, double service_ns)
      : gaps_{1, gap_ns},
        services_{2, service_ns},
        tree_{targets},
        targets_(targets),
        standing_(targets),
        order_(targets),
        begin_(kLevels, targets) {
    for (std::uint32_t target = 0; target < targets; ++target) {
      order_[target] = target;
      standing_[target].position = target;
    }
    begin_[0] = 0;
  }

  /// Simulates that many requests and returns their mean latency in nanoseconds.
  double run(std::uint64_t requests) {
    double exact_now = 0.0;
    for (std::uint64_t request = 0; request < requests; ++request) {
      exact_now += gaps_.next();
      const auto now = static_cast<std::int64_t>(exact_now);
      for (std::int64_t due = tree_.top_time(); due <= now; due = tree_.top_time()) {
        complete(tree_.top_slot(), due);
      }
      arrive(now);
    }
    return latency_.mean_nanoseconds();
  }

 private:
  static constexpr std::uint32_t kConcurrency = 4;
  static constexpr std::uint32_t kNobody = ~0U;
  static constexpr std::size_t kLevels = 4'096;
  /// Virtual time counts sixths of a nanosecond, so that two vCPUs among 1 to 4 requests are whole numbers.
  static constexpr std::array<std::uint64_t, kConcurrency + 1> kRate{6, 6, 6, 4, 3};
  /// 2^64 / rate, rounded up: multiplying by it divides, exactly for all times that occur.
  static constexpr std::array<std::uint64_t, kConcurrency + 1> kInverse{
      0, ~std::uint64_t{0} / 6 + 1, ~std::uint64_t{0} / 6 + 1, ~std::uint64_t{0} / 4 + 1, ~std::uint64_t{0} / 3 + 1};

  struct alignas(64) Target {
    std::uint64_t virtual_time = 0;
    std::int64_t last = 0;
    std::array<std::uint64_t, kConcurrency> finish{};
    std::array<std::int64_t, kConcurrency> arrived{};
    std::uint32_t serving = 0;
    std::uint32_t head = kNobody;
    std::uint32_t tail = kNobody;
  };
  /// What routing needs, apart: a swap touches a second target, whose other state must stay out of the way.
  struct Standing {
    std::uint32_t position = 0;
    std::uint32_t outstanding = 0;
  };
  struct Waiting {
    std::int64_t arrived = 0;
    std::uint64_t work = 0;
    std::uint32_t next = kNobody;
  };

  static void advance(Target& target, std::int64_t now) {
    target.virtual_time += static_cast<std::uint64_t>(now - target.last) * kRate[target.serving];
    target.last = now;
  }

  void reschedule(std::uint32_t index) {
    const Target& target = targets_[index];
    if (target.serving == 0) {
      tree_.clear(index);
      return;
    }
    std::uint64_t first = target.finish[0];
    for (std::uint32_t i = 1; i < target.serving; ++i) {
      first = std::min(first, target.finish[i]);
    }
    const std::uint64_t rate = kRate[target.serving];
    const std::uint64_t work = first - target.virtual_time + rate - 1;
    const auto wait = static_cast<sim::Uint128>(work) * kInverse[target.serving] >> 64;
    tree_.set(index, target.last + static_cast<std::int64_t>(wait));
  }

  static void serve(Target& target, std::int64_t arrived, std::uint64_t work) {
    target.finish[target.serving] = target.virtual_time + work;
    target.arrived[target.serving] = arrived;
    ++target.serving;
  }

  void swap(std::uint32_t a, std::uint32_t b) {
    std::swap(order_[a], order_[b]);
    standing_[order_[a]].position = a;
    standing_[order_[b]].position = b;
  }

  void arrive(std::int64_t now) {
    const std::uint32_t level = standing_[order_.front()].outstanding;
    turn_ = (turn_ + 1) * (turn_ + 1 < begin_[level + 1] ? 1U : 0U);  // a product: the jump would be anybody's guess
    const std::uint32_t index = order_[turn_];
    Target& target = targets_[index];
    swap(turn_, --begin_[level + 1]);
    ++standing_[index].outstanding;
    const auto work = static_cast<std::uint64_t>(services_.next()) * 6 + 1;
    if (target.serving == kConcurrency) {
      enqueue(target, now, work);
      return;
    }
    advance(target, now);
    serve(target, now, work);
    reschedule(index);
  }

  void enqueue(Target& target, std::int64_t now, std::uint64_t work) {
    std::uint32_t place = 0;
    if (free_.empty()) {
      place = static_cast<std::uint32_t>(waiting_.size());
      waiting_.emplace_back();
    } else {
      place = free_.back();
      free_.pop_back();
    }
    waiting_[place] = {now, work, kNobody};
    (target.head == kNobody ? target.head : waiting_[target.tail].next) = place;
    target.tail = place;
  }

  void complete(std::uint32_t index, std::int64_t now) {
    Target& target = targets_[index];
    advance(target, now);
    std::uint32_t first = 0;
    for (std::uint32_t i = 1; i < target.serving; ++i) {
      first = target.finish[i] < target.finish[first] ? i : first;
    }
    latency_.record(sim::Duration::nanoseconds(now - target.arrived[first]));
    --target.serving;
    target.finish[first] = target.finish[target.serving];
    target.arrived[first] = target.arrived[target.serving];
    Standing& standing = standing_[index];
    swap(standing.position, begin_[standing.outstanding]++);
    --standing.outstanding;
    if (target.head != kNobody) {
      const std::uint32_t place = target.head;
      target.head = waiting_[place].next;
      serve(target, waiting_[place].arrived, waiting_[place].work);
      free_.push_back(place);
    }
    reschedule(index);
  }

  ExponentialBlock gaps_;
  ExponentialBlock services_;
  sim::stats::LatencyHistogram latency_{};
  PackedWinnerTree tree_;
  std::vector<Target> targets_;
  std::vector<Standing> standing_;
  std::vector<std::uint32_t> order_;  ///< targets by what they hold
  std::vector<std::uint32_t> begin_;  ///< begin_[n]: first position that holds n or more
  std::vector<Waiting> waiting_{};
  std::vector<std::uint32_t> free_{};
  std::uint32_t turn_ = 0;
};

}  // namespace bench::reference
