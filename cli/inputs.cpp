#include "cli/inputs.hpp"

#include <filesystem>
#include <system_error>

#include <fmt/core.h>

namespace cli {

std::vector<std::string> names_in(std::string_view option, std::string_view what,
                                  const std::vector<std::string>& lists) {
  std::vector<std::string> names;
  for (const std::string& list : lists) {
    std::size_t begin = 0;
    while (begin <= list.size()) {
      const std::size_t end = std::min(list.find(',', begin), list.size());
      if (end == begin) {
        throw UsageError{fmt::format("--{} names {}, separated by commas; '{}' has an empty name", option, what, list)};
      }
      names.push_back(list.substr(begin, end - begin));
      begin = end + 1;
    }
  }
  return names;
}

Option set_option() {
  return {.name = "set",
          .value = "PATH=VALUE",
          .help = "override a value of the scenario, e.g. workload.rate=50/s; repeatable",
          .repeatable = true};
}

Option only_option() {
  return {.name = "only", .value = "NAME,...", .help = "take these architectures only", .repeatable = true};
}

Option prices_option() {
  return {.name = "prices", .value = "DIR", .help = "take prices from this folder instead of those built in"};
}

Option color_option() {
  return {.name = "color",
          .value = "WHEN",
          .help = "auto (default: on a terminal, unless NO_COLOR is set), always or never",
          .choices = {"auto", "always", "never"}};
}

Option quiet_option() {
  return {.name = "quiet", .letter = 'q', .help = "print nothing but errors"};
}

scenarios::Overrides overrides_of(const Arguments& arguments) {
  scenarios::Overrides overrides;
  for (const std::string& text : arguments.values("set")) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw UsageError{fmt::format("--set needs PATH=VALUE, e.g. --set workload.rate=50/s, not '{}'", text)};
    }
    overrides.set.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  overrides.only = names_in("only", "architectures", arguments.values("only"));
  return overrides;
}

models::pricing::PriceBook price_book_of(const Arguments& arguments) {
  const std::optional<std::string> folder = arguments.value("prices");
  if (!folder) {
    return models::pricing::PriceBook::embedded();
  }
  std::error_code error;
  if (!std::filesystem::is_directory(*folder, error)) {
    throw InputError{fmt::format("{}: no such folder of prices", *folder)};
  }
  models::pricing::PriceBookRead read = models::pricing::price_book_from_folder(*folder);
  if (!read.book || !read.problems.empty()) {
    std::string text = fmt::format("the prices in {} can't be used", *folder);
    for (const std::string& problem : read.problems) {
      text += "\n" + problem;
    }
    throw InputError{text};
  }
  return std::move(*read.book);
}

std::unique_ptr<scenarios::LoadedScenario> load_scenario(const std::string& path, const scenarios::Overrides& overrides,
                                                         const models::pricing::PriceBook& prices,
                                                         sim::config::Diagnostics& diagnostics,
                                                         const Console& console) {
  std::unique_ptr<scenarios::LoadedScenario> loaded = scenarios::load(path, overrides, prices, diagnostics);
  if (loaded == nullptr) {
    console.complain(diagnostics.to_text(console.err().color));
  } else {
    console.note(diagnostics.to_text(console.err().color));
  }
  return loaded;
}

std::string count_text(const sim::config::Diagnostics& diagnostics) {
  const std::size_t errors = diagnostics.error_count();
  const std::size_t warnings = diagnostics.warning_count();
  return fmt::format("{}{}{}", errors > 0 ? counted(errors, "error") : "", errors > 0 && warnings > 0 ? " and " : "",
                     warnings > 0 ? counted(warnings, "warning") : "");
}

std::vector<std::string> warnings_of(const sim::config::Diagnostics& diagnostics) {
  std::vector<std::string> list;
  for (const sim::config::Diagnostic& diagnostic : diagnostics.sorted()) {
    list.push_back((diagnostic.path.empty() ? "" : diagnostic.path + ": ") + diagnostic.message);
  }
  return list;
}

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace cli
