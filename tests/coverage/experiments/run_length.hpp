// How long the replications of a coverage experiment must be, from theory alone, before anything is simulated.
// Three things spoil a t interval over replications whose replications are short: each begins empty (bias of the
// transient), a quantile of dependent values is biased even in the steady state, and averages of a queue are skewed.
// The first two may be 5 % of the half-width together; the third may cost 0.1 percentage points of coverage.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/theory/mmc.hpp"
#include "tests/coverage/experiments/mmc_replication.hpp"

namespace coverage {

inline constexpr double kBiasAllowed = 0.05;   ///< of the half-width
inline constexpr double kLossAllowed = 0.001;  ///< of coverage, to skewness
inline constexpr double kConfidence = 0.95;

/// What is estimated, as far as theory must know: the mean number present, or the 99th percentile of the time in the
/// system.
enum class Target : std::uint8_t { kMeans, kP99 };

/// What theory says of an interval over some replications of one window.
struct Forecast {
  double half_width = 0.0;  ///< in requests, or in seconds
  double bias = 0.0;        ///< the largest it can be, as a share of the half-width
  double coverage = 0.0;    ///< kConfidence less what skewness costs
};

class Planner {
 public:
  /// Requires a stable queue with arrivals.
  Planner(const sim::theory::MmcQueue& queue, Target target);

  Forecast forecast(const Window& window, std::size_t replications) const;
  /// The shortest window, and then the shortest warm-up (0 or 8, 16, 32 ... mean service times), that keep the bias
  /// within kBiasAllowed and what skewness costs within `loss_allowed`. The window is rounded up to two digits.
  Window window_for(std::size_t replications, double loss_allowed = kLossAllowed) const;

 private:
  double half_width(double seconds, std::size_t replications) const;
  double loss(double seconds, std::size_t replications) const;
  double steady_bias(double seconds, std::size_t replications) const;
  Window with_warm_up(double seconds, std::size_t replications) const;

  sim::theory::MmcQueue queue_;
  Target target_;
  // Of what is averaged over time: the number present, or the share of requests above the quantile.
  double variance_ = 0.0;       ///< of its average over T, times T
  double skewness_ = 0.0;       ///< of its average over T, times sqrt(T)
  double slope_ = 1.0;          ///< an error of that average over this is an error of the target: 1, or the density
  double curvature_ = 0.0;      ///< of the quantile: |d log(share above / density)| per second; 0 for means
  std::vector<double> lead_{};  ///< see sim::theory::TimeAverage
};

/// P(time in the system > seconds) of a request that finds `found` others. Exact.
double sojourn_tail_of(const sim::theory::MmcQueue& queue, std::size_t found, double seconds);

}  // namespace coverage
