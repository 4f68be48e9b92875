// What a command is: its name, its help, its options, and the function that does it.
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/console.hpp"

namespace cli {

struct Example {
  std::string line{};  ///< as typed, without the program's name
  std::string effect{};
};

struct Command {
  std::string name{};
  std::string summary{};      ///< one line for the list of commands
  std::string parameters{};   ///< "FILE [options]"
  std::string description{};  ///< paragraphs for its help, separated by line feeds
  std::vector<Example> examples{};
  std::vector<Option> options{};
  std::size_t least = 0;  ///< how many arguments that are no options
  std::size_t most = 0;
  /// Returns an exit code. Throws UsageError, or any other exception where the environment failed.
  int (*run)(const Arguments& arguments, const Console& console) = nullptr;
};

inline constexpr std::size_t kAnyNumber = std::numeric_limits<std::size_t>::max();

}  // namespace cli
