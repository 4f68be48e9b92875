// The JSON Schema (draft-07) of a scenario, which editors use for completion and hover text.
#pragma once

#include <string>

#include "sim/config/schema.hpp"

namespace sim::config {

/// Accepts every text that the reader accepts; refuses what is wrong with its shape. Limits on quantities with units
/// and what a struct's checks say are beyond it. Indented by two spaces, ends with a line feed.
std::string json_schema(const Schema& root, const Families& families);

}  // namespace sim::config
