#include "scenarios/sweep/design.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "sim/random/stream.hpp"

namespace scenarios::sweep {

namespace {

/// The value at `part` (0 to 1) of the axis.
std::string value_at(const Axis& axis, double part) {
  if (axis.scale == Axis::Scale::kListed) {
    const auto index = static_cast<std::size_t>(part * static_cast<double>(axis.values.size()));
    return axis.values[std::min(index, axis.values.size() - 1)];
  }
  const double low = axis.numbers.front();
  const double high = axis.numbers.back();
  return axis.text_of(axis.scale == Axis::Scale::kLogarithmic ? geometric(low, high, part) : low + (high - low) * part);
}

}  // namespace

std::size_t factorial_size(const std::vector<Axis>& axes) {
  std::size_t size = 1;
  for (const Axis& axis : axes) {
    if (__builtin_mul_overflow(size, axis.values.size(), &size)) {
      return std::numeric_limits<std::size_t>::max();
    }
  }
  return size;
}

std::vector<Point> full_factorial(const std::vector<Axis>& axes) {
  std::vector<Point> points;
  std::vector<std::size_t> indices(axes.size());
  for (std::size_t i = 0; i < factorial_size(axes); ++i) {
    std::size_t rest = i;
    for (std::size_t axis = axes.size(); axis-- > 0;) {
      indices[axis] = rest % axes[axis].values.size();
      rest /= axes[axis].values.size();
    }
    Point point;
    for (std::size_t axis = 0; axis < axes.size(); ++axis) {
      point.push_back(axes[axis].values[indices[axis]]);
    }
    points.push_back(std::move(point));
  }
  return points;
}

std::vector<Point> latin_hypercube(const std::vector<Axis>& axes, std::size_t count, std::uint64_t seed) {
  std::vector<Point> points(count);
  for (const Axis& axis : axes) {
    sim::random::Stream stream = sim::random::make_stream(seed, 0, "sweep", axis.path);
    std::vector<std::size_t> parts(count);
    std::iota(parts.begin(), parts.end(), std::size_t{0});
    for (std::size_t left = count; left > 1; --left) {  // Fisher and Yates
      std::swap(parts[left - 1], parts[stream.uniform_below(left)]);
    }
    for (std::size_t i = 0; i < count; ++i) {
      const double part = (static_cast<double>(parts[i]) + stream.uniform01()) / static_cast<double>(count);
      points[i].push_back(value_at(axis, part));
    }
  }
  return points;
}

}  // namespace scenarios::sweep
