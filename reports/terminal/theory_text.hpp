// What theory says of a scenario, beside the simulated values, on the terminal.
#pragma once

#include <string>
#include <vector>

#include "models/ports/theory.hpp"
#include "reports/terminal/style.hpp"

namespace reports {

/// Per architecture: its statements, with the conditions that are not met, then their values in a table. `names` are
/// those of the architectures, by index.
std::string theory_text(const std::vector<std::string>& names, const std::vector<models::TheoryStatement>& statements,
                        const TerminalStyle& style);

}  // namespace reports
