// The points of a sweep.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "scenarios/sweep/axis.hpp"

namespace scenarios::sweep {

/// One value per axis, as YAML text.
using Point = std::vector<std::string>;

/// Every combination; the last axis varies fastest.
std::vector<Point> full_factorial(const std::vector<Axis>& axes);

/// Number of points of the above; a large number stands for more.
std::size_t factorial_size(const std::vector<Axis>& axes);

/// A Latin hypercube: `count` points, each axis cut into as many equal parts of which each is met once, at a place of
/// its own, in an order of its own. Listed values are met as evenly as they can be. The same for the same seed.
/// Source: McKay, Beckman, Conover, "A comparison of three methods for selecting values of input variables",
/// Technometrics 21(2), 1979.
std::vector<Point> latin_hypercube(const std::vector<Axis>& axes, std::size_t count, std::uint64_t seed);

}  // namespace scenarios::sweep
