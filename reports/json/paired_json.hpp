// The paired comparison as `headroom compare --json` prints it.
#pragma once

#include <string>

#include "reports/paired.hpp"

namespace reports {

/// One object. Differences are the second's less the first's; null where something is not defined.
std::string paired_json(const PairedReport& report);

}  // namespace reports
