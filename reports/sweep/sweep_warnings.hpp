// What is to be minded of a sweep, said once instead of at every point.
#pragma once

#include <string>
#include <vector>

#include "reports/sweep/sweep_result.hpp"

namespace reports {

/// The warnings of all points: each once, with the architectures and the points that it is about ("ec2 at 100/s to
/// 300/s; lambda at 300/s: ..."), in the order in which they come up. Without those in `told`.
std::vector<std::string> condensed_warnings(const SweepResult& result, const std::vector<std::string>& told = {});

}  // namespace reports
