// Long curves made short enough to draw: one value per bucket of ticks. The full series stays in timeseries.csv.
#pragma once

#include <cstddef>
#include <vector>

namespace reports {

/// What a bucket keeps of its ticks.
enum class Reduction {
  kMean,    ///< levels: replicas, vCPU, cost per hour
  kMax,     ///< what must not be averaged away: p99, desired replicas
  kSum,     ///< counts
  kLast,    ///< running totals
  kMedian,  ///< p50
};

/// Most buckets that a curve of the report has.
inline constexpr std::size_t kMaxBuckets = 1'500;

/// The same for curves that are noisy from tick to tick (latencies, counts of rare events).
inline constexpr std::size_t kMaxCoarseBuckets = 300;

/// How many ticks share a bucket so that at most `most` buckets remain; at least 1.
std::size_t ticks_per_bucket(std::size_t ticks, std::size_t most = kMaxBuckets);

/// One value per `per_bucket` values, the last bucket may hold fewer. Missing values (NaN) are skipped; a bucket of
/// nothing else is NaN.
std::vector<double> reduced(const std::vector<double>& values, std::size_t per_bucket, Reduction reduction);

}  // namespace reports
