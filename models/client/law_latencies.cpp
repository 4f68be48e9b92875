#include "models/client/law_latencies.hpp"

#include <algorithm>
#include <utility>

#include "sim/check.hpp"

namespace models::client {

namespace {

/// Of what is not negative: the call of std::floor is dearer than all around it.
std::int64_t floor_of(double value) {
  return static_cast<std::int64_t>(value);
}

/// The slice in which the share q of all ends.
double quantile_of(const LatencySlices& law, double q) {
  const auto& ends = LatencySlices::ends();
  const auto slice = std::lower_bound(ends.begin(), ends.end() - 1, q) - ends.begin();
  return law.nanoseconds[static_cast<std::size_t>(slice)];
}

double share_up_to(const LatencySlices& law, double nanoseconds) {
  const auto beyond = std::upper_bound(law.nanoseconds.begin(), law.nanoseconds.end(), nanoseconds);
  return beyond == law.nanoseconds.begin()
             ? 0.0
             : LatencySlices::ends()[static_cast<std::size_t>(beyond - law.nanoseconds.begin()) - 1];
}

}  // namespace

SlicedRequests::SlicedRequests(const LatencySlices& law, std::int64_t count, double phase, std::size_t slices)
    : slices_{slices} {
  const auto& ends = LatencySlices::ends();
  const double of_slices = static_cast<double>(count) / ends[slices - 1];
  std::int64_t counted = 0;
  for (std::size_t i = 0; i < slices; ++i) {
    const std::int64_t next = i + 1 == slices ? count : floor_of(of_slices * ends[i] + phase);
    requests_[i] = static_cast<std::uint64_t>(std::max<std::int64_t>(next - counted, 0));
    counted = std::max(next, counted);
    const std::int64_t latency = floor_of(law.nanoseconds[i] + 0.5);
    nanoseconds_[i] =
        i == 0 ? latency : std::max(latency, nanoseconds_[i - 1]);  // equal ones differ in their last digit
  }
}

void LawLatencies::add(const LatencySlices& law, std::int64_t requests) {
  if (requests == 0) {
    return;
  }
  const auto found = std::find_if(tick_.begin(), tick_.end(), [&law](const Law& met) { return met.slices == &law; });
  if (found == tick_.end()) {
    tick_.push_back({&law, requests});
  } else {
    found->requests += requests;
  }
}

/// Between the laws' own quantiles: their mean where they are nearly the same, or found by bisection.
double LawLatencies::tick_quantile(double q) const {
  SIM_CHECK(!tick_.empty(), "a quantile of no requests");
  constexpr double kPrecision = 1.0 / 512.0;
  constexpr double kNearlySame = 1.0 / 16.0;  // the mean is off by an eighth of its square, if densities are smooth
  double low = quantile_of(*tick_.front().slices, q);
  double high = low;
  double total = 0.0;
  double sum = 0.0;
  for (const Law& law : tick_) {
    const double own = quantile_of(*law.slices, q);
    low = std::min(low, own);
    high = std::max(high, own);
    total += static_cast<double>(law.requests);
    sum += static_cast<double>(law.requests) * own;
  }
  if (high - low <= kNearlySame * high) {
    return sum / total;
  }
  while (high - low > kPrecision * high) {
    const double middle = 0.5 * (low + high);
    double below = 0.0;
    for (const Law& law : tick_) {
      below += static_cast<double>(law.requests) * share_up_to(*law.slices, middle);
    }
    (below < q * total ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

std::vector<LawLatencies::Law> LawLatencies::pour_tick() {
  return std::exchange(tick_, {});
}

void LawLatencies::take_tick() {
  for (const Law& law : tick_) {
    const auto [found, is_new] = index_.try_emplace(law.slices, all_.size());
    if (is_new) {
      all_.push_back(law);
    } else {
      all_[found->second].requests += law.requests;
    }
  }
  tick_.clear();
}

}  // namespace models::client
