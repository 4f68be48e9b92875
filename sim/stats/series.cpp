#include "sim/stats/series.hpp"

#include "sim/check.hpp"

namespace sim::stats {

namespace {

constexpr std::size_t kBatch = 5;
constexpr std::size_t kBatchesLeft = 5;

double mean_of_stretch(std::span<const double> observations) {
  double sum = 0.0;
  for (const double observation : observations) {
    sum += observation;
  }
  return sum / static_cast<double>(observations.size());
}

}  // namespace

std::size_t mser5(std::span<const double> observations) {
  const std::size_t batches = observations.size() / kBatch;
  if (batches < 2 * kBatchesLeft) {
    return 0;
  }
  // From the end backwards, so that each d costs one update of mean and sum of squares (Welford).
  double mean = 0.0;
  double squares = 0.0;
  double best = 0.0;
  std::size_t best_cut = 0;
  for (std::size_t d = batches; d-- > 0;) {
    const double value = mean_of_stretch(observations.subspan(d * kBatch, kBatch));
    const auto n = static_cast<double>(batches - d);
    const double off = value - mean;
    mean += off / n;
    squares += off * (value - mean);
    const double criterion = squares / (n * n);
    if (batches - d == kBatchesLeft || (batches - d > kBatchesLeft && criterion <= best)) {
      best = criterion;
      best_cut = d;
    }
  }
  return best_cut * kBatch;
}

std::vector<double> batch_means(std::span<const double> observations, std::size_t batches) {
  SIM_CHECK(batches >= 1 && batches <= observations.size(), "each batch needs at least one observation");
  const std::size_t length = observations.size() / batches;
  const std::size_t first = observations.size() - length * batches;
  std::vector<double> means;
  means.reserve(batches);
  for (std::size_t i = 0; i < batches; ++i) {
    means.push_back(mean_of_stretch(observations.subspan(first + i * length, length)));
  }
  return means;
}

}  // namespace sim::stats
