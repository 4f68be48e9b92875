#include "cli/help.hpp"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

namespace cli {

namespace {

using reports::Emphasis;
using reports::TerminalStyle;

constexpr std::size_t kWidest = 100;  // longer lines are hard to read

struct Line {
  std::string term{};
  std::string meaning{};
};

std::string heading(const std::string& text, const TerminalStyle& style) {
  return "\n" + reports::emphasised(text, Emphasis::kBold, style) + "\n";
}

/// Terms on the left, their meaning wrapped on the right.
std::string two_columns(const std::vector<Line>& lines, const TerminalStyle& style) {
  std::size_t terms = 0;
  for (const Line& line : lines) {
    terms = std::max(terms, reports::display_width(line.term));
  }
  const std::size_t left = terms + 4;
  const std::size_t width = std::min(style.width, kWidest);
  const std::size_t right = width > left + 20 ? width - left : 20;
  std::string text;
  for (const Line& line : lines) {
    text += fmt::format("  {}{}{}\n", line.term, std::string(left - 2 - reports::display_width(line.term), ' '),
                        reports::wrapped(line.meaning, right, std::string(left, ' ')));
  }
  return text;
}

std::string option_term(const Option& option) {
  const std::string dashes =
      option.letter == '\0' ? "    --" + option.name : fmt::format("-{}, --{}", option.letter, option.name);
  return option.value.empty() ? dashes : dashes + " " + option.value;
}

std::string paragraphs(const std::string& text, const TerminalStyle& style) {
  std::string result;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    result += reports::wrapped(text.substr(begin, end - begin), std::min(style.width, kWidest), "") + "\n";
    begin = end + 1;
  }
  return result;
}

}  // namespace

std::string program_help(const std::vector<Command>& commands, const TerminalStyle& style) {
  std::string text =
      "Headroom simulates AWS compute architectures under the same traffic: what they cost, how busy is\n"
      "what you pay for, how long requests wait.\n";
  text += heading("Begin with", style);
  text += two_columns({{"headroom init shop", "write a scenario to start from"},
                       {"headroom run shop/scenario.yaml", "simulate it, compare, write a report"},
                       {"headroom help run", "what run can do"}},
                      style);
  text += heading("Commands", style);
  std::vector<Line> lines;
  lines.reserve(commands.size() + 1);
  for (const Command& command : commands) {
    lines.push_back({command.name, command.summary});
  }
  lines.push_back({"help [COMMAND]", "shows this, or what a command can do"});
  return text + two_columns(lines, style);
}

std::string command_help(const Command& command, const TerminalStyle& style) {
  std::string text = paragraphs(command.description, style);
  text += heading("Examples", style);
  std::vector<Line> lines;
  for (const Example& example : command.examples) {
    lines.push_back({"headroom " + example.line, example.effect});
  }
  text += two_columns(lines, style);
  text += heading("Usage", style);
  text += fmt::format("  headroom {}{}{}\n", command.name, command.parameters.empty() ? "" : " ", command.parameters);
  text += heading("Options", style);
  lines.clear();
  for (const Option& option : command.options) {
    lines.push_back({option_term(option), option.help});
  }
  lines.push_back({"-h, --help", "show this"});
  return text + two_columns(lines, style);
}

}  // namespace cli
