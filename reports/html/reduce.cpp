#include "reports/html/reduce.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace reports {

namespace {

double one_bucket(std::vector<double>& values, Reduction reduction) {
  if (values.empty()) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  double sum = 0.0;
  for (const double value : values) {
    sum += value;
  }
  switch (reduction) {
    case Reduction::kMean:
      return sum / static_cast<double>(values.size());
    case Reduction::kSum:
      return sum;
    case Reduction::kMax:
      return *std::max_element(values.begin(), values.end());
    case Reduction::kLast:
      return values.back();
    case Reduction::kMedian:
      break;
  }
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

std::size_t ticks_per_bucket(std::size_t ticks, std::size_t most) {
  return std::max<std::size_t>(1, (ticks + most - 1) / most);
}

std::vector<double> reduced(const std::vector<double>& values, std::size_t per_bucket, Reduction reduction) {
  std::vector<double> result;
  std::vector<double> bucket;
  for (std::size_t begin = 0; begin < values.size(); begin += per_bucket) {
    bucket.clear();
    for (std::size_t i = begin; i < std::min(begin + per_bucket, values.size()); ++i) {
      if (std::isfinite(values[i])) {
        bucket.push_back(values[i]);
      }
    }
    result.push_back(one_bucket(bucket, reduction));
  }
  return result;
}

}  // namespace reports
