// The program: finds the command, reads its arguments, runs it, and turns whatever goes wrong into a message and an
// exit code. Exceptions end here and nowhere else.
#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include <fmt/core.h>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/help.hpp"
#include "cli/inputs.hpp"
#include "cli/interrupt.hpp"
#include "reports/csv/reader.hpp"
#include "reports/files/atomic_file.hpp"
#include "reports/files/out_folder.hpp"
#include "reports/json/run_json.hpp"
#include "reports/paired.hpp"
#include "sim/config/document.hpp"
#include "sim/config/suggest.hpp"

namespace cli {

std::vector<Command> all_commands() {
  return {init_command(), validate_command(), run_command(),    compare_command(), sweep_command(),  report_command(),
          list_command(), explain_command(),  schema_command(), docs_command(),    version_command()};
}

namespace {

const Command& find_command(const std::vector<Command>& commands, const std::string& name) {
  std::vector<std::string> names{"help"};
  for (const Command& command : commands) {
    if (command.name == name) {
      return command;
    }
    names.push_back(command.name);
  }
  throw UsageError{fmt::format("there is no command '{}'{}", name, sim::config::hint(name, names, "commands"))};
}

Console plain_console() {
  return Console{ColorChoice::kAuto, false};
}

Console console_of(const Arguments& arguments) {
  const std::string color = arguments.value("color").value_or("auto");
  return Console{color == "always"  ? ColorChoice::kAlways
                 : color == "never" ? ColorChoice::kNever
                                    : ColorChoice::kAuto,
                 arguments.has("quiet")};
}

bool asks_for_help(const std::vector<std::string>& words) {
  const auto end = std::find(words.begin(), words.end(), "--");
  return std::any_of(words.begin(), end, [](const std::string& word) { return word == "--help" || word == "-h"; });
}

void check_count(const Command& command, const std::vector<std::string>& given) {
  if (given.size() < command.least) {
    throw UsageError{fmt::format("what is missing: headroom {} {}", command.name, command.parameters)};
  }
  if (given.size() > command.most) {
    throw UsageError{fmt::format("'{}' is one argument too many: headroom {} {}", given[command.most], command.name,
                                 command.parameters)};
  }
}

int show_help(const std::vector<Command>& commands, const std::vector<std::string>& words) {
  const Console console = plain_console();
  if (words.empty() || words.front() == "--help" || words.front() == "-h") {
    console.print(program_help(commands, console.out()));
  } else if (words.size() > 1) {
    throw UsageError{fmt::format("'{}' is one argument too many: headroom help COMMAND", words[1])};
  } else {
    console.print(command_help(find_command(commands, words.front()), console.out()));
  }
  return kDone;
}

/// `words` are the command line without the program's name.
int dispatch(const std::vector<Command>& commands, const std::vector<std::string>& words) {
  if (words.empty() || words.front() == "--help" || words.front() == "-h") {
    return show_help(commands, {});
  }
  const std::string& verb = words.front();
  const std::vector<std::string> rest{words.begin() + 1, words.end()};
  if (verb == "help") {
    return show_help(commands, rest);
  }
  if (verb != "--version" && !verb.empty() && verb.front() == '-') {
    throw UsageError{
        fmt::format("'{}' stands before the command; options come after it: headroom run FILE {}", verb, verb)};
  }
  const Command& command = find_command(commands, verb == "--version" ? "version" : verb);
  if (asks_for_help(rest)) {
    return show_help(commands, {command.name});
  }
  const Arguments arguments{rest, command.options};
  check_count(command, arguments.positional());
  return command.run(arguments, console_of(arguments));
}

/// Which command's help answers a mistake.
std::string help_line(const std::vector<Command>& commands, const std::vector<std::string>& words) {
  const bool known = !words.empty() && std::any_of(commands.begin(), commands.end(), [&](const Command& command) {
    return command.name == words.front();
  });
  return known ? fmt::format("See: headroom {} --help\n", words.front()) : "See: headroom help\n";
}

int fail(int code, const std::string& message) {
  plain_console().complain("headroom: " + message + "\n");
  return code;
}

int run_program(const std::vector<std::string>& words) {
  try {
    const std::vector<Command> commands = all_commands();
    try {
      const int code = dispatch(commands, words);
      flush_output();
      return code;
    } catch (const UsageError& error) {
      return fail(kWrongUsage, fmt::format("{}\n{}", error.what(), help_line(commands, words)));
    }
  } catch (const reports::OutFolderInUse& error) {
    return fail(kWrongUsage, error.what());
  } catch (const InputError& error) {
    return fail(kWrongInput, error.what());
  } catch (const sim::config::NoSuchFile& error) {
    return fail(kWrongInput, error.what());
  } catch (const reports::NoSuchResult& error) {
    return fail(kWrongInput, error.what());
  } catch (const reports::CsvError& error) {
    return fail(kWrongInput, error.what());
  } catch (const reports::RunJsonError& error) {
    return fail(kWrongInput, error.what());
  } catch (const reports::PairedError& error) {
    return fail(kWrongInput, error.what());
  } catch (const std::bad_alloc&) {
    return fail(kEnvironmentFailed, "out of memory");
  } catch (const std::exception& error) {
    return fail(kEnvironmentFailed, error.what());
  }
}

}  // namespace

}  // namespace cli

int main(int count, char** words) {
  cli::handle_interrupts();
  const int skipped = std::min(count, 1);
  return cli::run_program({words + skipped, words + count});
}
