// The scenario that `headroom init` writes.
#pragma once

#include <string_view>

namespace cli {

/// The name under which the scenario's first line looks for the schema.
inline constexpr std::string_view kSchemaFile = "scenario.schema.json";

std::string_view starter_scenario();

}  // namespace cli
