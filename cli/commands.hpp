// Every command of the program. Each has a .cpp of its name.
#pragma once

#include <vector>

#include "cli/command.hpp"

namespace cli {

Command init_command();
Command validate_command();
Command run_command();
Command compare_command();
Command sweep_command();
Command report_command();
Command list_command();
Command explain_command();
Command schema_command();
Command docs_command();
Command version_command();

/// In the order in which a newcomer meets them.
std::vector<Command> all_commands();

}  // namespace cli
