// Help: examples first, then what there is to choose.
#pragma once

#include <string>
#include <vector>

#include "cli/command.hpp"

namespace cli {

/// `headroom help`: what it is for, how to begin, and the commands.
std::string program_help(const std::vector<Command>& commands, const reports::TerminalStyle& style);
/// `headroom help COMMAND`.
std::string command_help(const Command& command, const reports::TerminalStyle& style);

}  // namespace cli
