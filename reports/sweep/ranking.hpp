// Who is the cheapest at a point of a sweep, and whether that matters.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "reports/sweep/sweep_result.hpp"

namespace reports {

/// Who of two is the one to take at a point: the one that alone meets the objectives, or the one that is materially
/// cheaper, with the 95 % interval of the paired relative cost difference.
enum class Standing { kFirst, kNeither, kSecond };
Standing standing(const SweepCell& first, const SweepCell& second);

/// The cheapest feasible architecture of a point by its mean cost; none where none is feasible.
std::optional<std::size_t> cheapest_of(const SweepPoint& point);

/// The cheapest by its mean cost, and behind it, in their order, those that are not materially dearer. One: it is the
/// cheapest by more than 1 %. Empty where none is feasible.
std::vector<std::size_t> best_of(const SweepPoint& point);

/// The names of best_of(), as people say them: "lambda", "lambda or large", "none".
std::string best_text(const SweepPoint& point, const std::vector<std::string>& architectures);

}  // namespace reports
