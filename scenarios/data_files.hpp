// The files that a scenario names: found by walking its description, so that no kind has to tell of its own.
#pragma once

#include <string>
#include <vector>

#include "scenarios/load.hpp"
#include "sim/config/node.hpp"
#include "sim/config/schema.hpp"

namespace scenarios {

/// Renames every file in `tree` (made from `object` by sim::config::to_node) to data/NAME and returns where each comes
/// from. Two files of the same name get different ones.
std::vector<DataFile> collect_data_files(const sim::config::Schema& schema, const void* object,
                                         sim::config::Node& tree);

}  // namespace scenarios
