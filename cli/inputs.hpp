// What several commands take: a scenario with what is laid over it, and prices.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/console.hpp"
#include "models/pricing/price_book.hpp"
#include "scenarios/load.hpp"
#include "sim/config/diagnostics.hpp"

namespace cli {

/// An input other than a scenario is wrong; exit code 3.
class InputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

Option set_option();
Option only_option();
Option prices_option();
Option color_option();
Option quiet_option();

/// The names in lists like "a,b", one after the other. Throws UsageError for an empty name: `option` names `what`.
std::vector<std::string> names_in(std::string_view option, std::string_view what,
                                  const std::vector<std::string>& lists);

/// Of --set and --only. Throws UsageError where a --set has no '='.
scenarios::Overrides overrides_of(const Arguments& arguments);

/// The folder of --prices, or the book of the build. Throws InputError with everything that is wrong with the folder.
models::pricing::PriceBook price_book_of(const Arguments& arguments);

/// Reads a scenario and tells what is wrong with it on stderr (warnings unless quiet); null if there are errors.
std::unique_ptr<scenarios::LoadedScenario> load_scenario(const std::string& path, const scenarios::Overrides& overrides,
                                                         const models::pricing::PriceBook& prices,
                                                         sim::config::Diagnostics& diagnostics, const Console& console);

/// "2 errors and 1 warning"; "" for none.
std::string count_text(const sim::config::Diagnostics& diagnostics);

/// A scenario's warnings, for run.json and reports; the terminal has shown them with their places.
std::vector<std::string> warnings_of(const sim::config::Diagnostics& diagnostics);

/// "1 replication", "3 replications".
std::string counted(std::size_t count, std::string_view noun);

}  // namespace cli
