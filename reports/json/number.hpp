// How numbers are written into JSON. For .cpp files only: it brings the whole JSON library.
#pragma once

#include <cmath>

#include <nlohmann/json.hpp>

#include "sim/stats/format.hpp"

namespace reports {

/// A number with the same 10 digits as in the CSV files; null where it does not exist.
inline nlohmann::ordered_json json_number(double value) {
  return std::isfinite(value) ? nlohmann::ordered_json::parse(sim::stats::format_significant(value))
                              : nlohmann::ordered_json(nullptr);
}

}  // namespace reports
