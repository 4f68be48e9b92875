// What theory says, as JSON: what `explain --json` prints.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "models/ports/theory.hpp"

namespace reports {

/// An array of statements. `names` are those of the architectures, by index. Numbers that do not exist are null.
nlohmann::ordered_json theory_json(const std::vector<std::string>& names,
                                   const std::vector<models::TheoryStatement>& statements);

}  // namespace reports
