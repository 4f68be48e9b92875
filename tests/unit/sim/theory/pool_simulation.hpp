// The keep-alive pool event by event, written straight from its definition: what the theory is measured against.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/random/math.hpp"
#include "sim/random/stream.hpp"
#include "sim/stats/interval.hpp"
#include "sim/theory/keep_alive.hpp"

namespace sim::theory {

enum class Reuse : std::uint8_t { kOldestFirst, kNewestFirst, kMostRecentlyUsed };

class PoolSimulation {
 public:
  PoolSimulation(const KeepAlivePool& pool, Reuse reuse, std::uint64_t seed)
      : pool_(pool), reuse_(reuse), stream_(seed) {}

  /// The interval of the cold start fraction over 50 batches, after a warm-up of one.
  stats::Interval cold_start_fraction(std::size_t requests_per_batch) {
    std::vector<double> fractions;
    for (int batch = 0; batch <= 50; ++batch) {
      std::size_t cold = 0;
      for (std::size_t i = 0; i < requests_per_batch; ++i) {
        cold += next_is_cold() ? 1U : 0U;
      }
      if (batch > 0) {
        fractions.push_back(static_cast<double>(cold) / static_cast<double>(requests_per_batch));
      }
    }
    return stats::mean_interval(fractions);
  }

 private:
  double exponential(double mean) { return -mean * random::log(stream_.uniform01()); }

  bool next_is_cold() {
    now_ += exponential(1.0 / pool_.arrival_rate);
    std::size_t kept = 0;
    std::size_t chosen = kNobody;
    for (const double free_at : free_at_) {  // in order of creation
      if (free_at + pool_.expiry <= now_) {
        continue;
      }
      free_at_[kept] = free_at;
      if (free_at <= now_ && (chosen == kNobody || reuse_ == Reuse::kNewestFirst ||
                              (reuse_ == Reuse::kMostRecentlyUsed && free_at > free_at_[chosen]))) {
        chosen = kept;
      }
      ++kept;
    }
    free_at_.resize(kept);
    if (chosen == kNobody) {
      free_at_.push_back(now_ + exponential(pool_.cold_mean));
      return true;
    }
    free_at_[chosen] = now_ + exponential(pool_.warm_mean);
    return false;
  }

  static constexpr std::size_t kNobody = static_cast<std::size_t>(-1);
  KeepAlivePool pool_;
  Reuse reuse_;
  random::Stream stream_;
  double now_ = 0.0;
  std::vector<double> free_at_{};
};

}  // namespace sim::theory
