// Where a command puts its results, and what it would simulate: the same for those that simulate.
#pragma once

#include <string>

#include "cli/arguments.hpp"
#include "reports/options.hpp"

namespace cli {

Option overwrite_option();
Option dry_run_option();

/// --out, or out/NAME with whatever can't stand in a folder's name replaced. Throws UsageError for an empty --out.
std::string out_of(const Arguments& arguments, const std::string& name);

/// Whatever would make the writing fail is told before the simulation, not after it: throws reports::FileError, and
/// UsageError where --overwrite would remove what the scenario reads.
void check_out(const std::string& out, const std::string& scenario_hash, const reports::Options& options);

}  // namespace cli
