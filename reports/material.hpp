// Which difference of cost matters.
#pragma once

namespace reports {

/// Differences below 1 % are not material, whatever their interval.
inline constexpr double kMaterial = 0.01;

}  // namespace reports
