#include "cli/arguments.hpp"

#include <algorithm>
#include <functional>

#include <boost/program_options.hpp>
#include <fmt/core.h>

#include "sim/config/suggest.hpp"
#include "sim/units/parse.hpp"

namespace cli {

namespace {

namespace po = boost::program_options;

po::options_description description_of(const std::vector<Option>& options) {
  po::options_description description;
  for (const Option& option : options) {
    const std::string name = option.letter == '\0' ? option.name : option.name + "," + option.letter;
    if (option.value.empty()) {
      description.add_options()(name.c_str(), "");
    } else {
      description.add_options()(name.c_str(), po::value<std::string>(), "");
    }
  }
  return description;
}

const Option* find_option(const std::vector<Option>& options, std::string_view name) {
  const auto found = std::find_if(options.begin(), options.end(), [&](const Option& o) { return o.name == name; });
  return found == options.end() ? nullptr : &*found;
}

std::string unknown_option_text(const std::string& word, const std::vector<Option>& options) {
  std::vector<std::string> names;
  names.reserve(options.size());
  for (const Option& option : options) {
    names.push_back("--" + option.name);
  }
  const std::string typed = word.substr(0, word.find('='));
  const std::optional<std::string> near = typed.size() > 2 ? sim::config::closest(typed, names) : std::nullopt;
  return fmt::format("unknown option {}{}", typed, near ? fmt::format("; did you mean {}?", *near) : "");
}

/// What the library says with templates of its own, in our words. `name` may carry dashes.
std::string syntax_text(const po::invalid_command_line_syntax& error, const std::vector<Option>& options) {
  const std::string name = error.get_option_name();
  const std::string bare = name.substr(std::min(name.find_first_not_of('-'), name.size()));
  const Option* option = find_option(options, bare);
  switch (error.kind()) {
    case po::invalid_command_line_syntax::missing_parameter:
    case po::invalid_command_line_syntax::empty_adjacent_parameter:
      return fmt::format("{} needs a value{}", name, option == nullptr ? "" : ": --" + bare + " " + option->value);
    case po::invalid_command_line_syntax::extra_parameter:
      return fmt::format("{} takes no value", name);
    default:
      return error.what();
  }
}

/// Prefixes of options are not options: what is short today is ambiguous tomorrow.
po::parsed_options parse(const std::vector<std::string>& words, const std::vector<Option>& options) {
  const po::options_description description = description_of(options);
  try {
    const int style = static_cast<int>(po::command_line_style::unix_style) &
                      ~static_cast<int>(po::command_line_style::allow_guessing);
    return po::command_line_parser{words}.options(description).style(style).run();
  } catch (const po::unknown_option& error) {
    throw UsageError{unknown_option_text(error.get_option_name(), options)};
  } catch (const po::invalid_command_line_syntax& error) {
    throw UsageError{syntax_text(error, options)};
  } catch (const po::error& error) {
    throw UsageError{error.what()};
  }
}

void check_value(const Option& option, const std::vector<std::string>& values) {
  if (values.size() > 1 && !option.repeatable) {
    throw UsageError{fmt::format("--{} is given more than once", option.name)};
  }
  for (const std::string& value : values) {
    const auto& choices = option.choices;
    if (!choices.empty() && std::find(choices.begin(), choices.end(), value) == choices.end()) {
      throw UsageError{
          fmt::format("--{} can't be '{}'{}", option.name, value, sim::config::hint(value, choices, "choices"))};
    }
  }
}

}  // namespace

Arguments::Arguments(const std::vector<std::string>& words, const std::vector<Option>& options) {
  const po::parsed_options parsed = parse(words, options);
  for (const po::option& found : parsed.options) {
    if (found.position_key >= 0) {
      positional_.insert(positional_.end(), found.value.begin(), found.value.end());
      continue;
    }
    std::vector<std::string>& values = options_[found.string_key];
    values.push_back(found.value.empty() ? std::string{} : found.value.front());
  }
  for (const Option& option : options) {
    const auto given = options_.find(option.name);
    // A switch that is given twice says nothing new.
    if (given != options_.end() && !option.value.empty()) {
      check_value(option, given->second);
    }
  }
}

bool Arguments::has(std::string_view option) const {
  return options_.find(option) != options_.end();
}

std::optional<std::string> Arguments::value(std::string_view option) const {
  const auto found = options_.find(option);
  return found == options_.end() ? std::nullopt : std::optional{found->second.front()};
}

std::vector<std::string> Arguments::values(std::string_view option) const {
  const auto found = options_.find(option);
  return found == options_.end() ? std::vector<std::string>{} : found->second;
}

std::optional<std::int64_t> Arguments::integer(std::string_view option, std::int64_t low, std::int64_t high) const {
  const std::optional<std::string> text = value(option);
  if (!text) {
    return std::nullopt;
  }
  const sim::Parsed<std::int64_t> parsed = sim::parse_integer(*text);
  if (!parsed.value || *parsed.value < low || *parsed.value > high) {
    throw UsageError{fmt::format("--{} is a whole number from {} to {}, not '{}'", option, low, high, *text)};
  }
  return parsed.value;
}

}  // namespace cli
