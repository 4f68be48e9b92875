#include "sim/config/text_check.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include <fmt/core.h>

namespace sim::config {
namespace {

std::uint8_t byte_at(std::string_view text, std::size_t i) {
  return i < text.size() ? static_cast<std::uint8_t>(text[i]) : std::uint8_t{0};
}

/// Length of the well-formed UTF-8 character at `i` (Unicode standard, table 3-7), or 0.
std::size_t character_length(std::string_view text, std::size_t i) {
  struct Form {
    std::uint8_t first_low, first_high, second_low, second_high;
    std::size_t length;
  };
  constexpr std::array<Form, 9> kForms = {{{0x00, 0x7F, 0, 0, 1},
                                           {0xC2, 0xDF, 0x80, 0xBF, 2},
                                           {0xE0, 0xE0, 0xA0, 0xBF, 3},
                                           {0xE1, 0xEC, 0x80, 0xBF, 3},
                                           {0xED, 0xED, 0x80, 0x9F, 3},
                                           {0xEE, 0xEF, 0x80, 0xBF, 3},
                                           {0xF0, 0xF0, 0x90, 0xBF, 4},
                                           {0xF1, 0xF3, 0x80, 0xBF, 4},
                                           {0xF4, 0xF4, 0x80, 0x8F, 4}}};
  const std::uint8_t first = byte_at(text, i);
  for (const Form& form : kForms) {
    if (first < form.first_low || first > form.first_high || i + form.length > text.size()) {
      continue;
    }
    if (form.length == 1) {
      return 1;
    }
    if (byte_at(text, i + 1) < form.second_low || byte_at(text, i + 1) > form.second_high) {
      return 0;
    }
    for (std::size_t j = 2; j < form.length; ++j) {
      if (byte_at(text, i + j) < 0x80 || byte_at(text, i + j) > 0xBF) {
        return 0;
      }
    }
    return form.length;
  }
  return 0;
}

bool looks_like_utf16(std::string_view text) {
  const bool has_mark =
      (byte_at(text, 0) == 0xFF && byte_at(text, 1) == 0xFE) || (byte_at(text, 0) == 0xFE && byte_at(text, 1) == 0xFF);
  if (text.size() >= 2 && has_mark) {
    return true;
  }
  // ASCII written as UTF-16 or UTF-32: every other byte is NUL, from the start.
  return text.size() >= 4 && ((text[0] != '\0' && text[1] == '\0' && text[3] == '\0') ||
                              (text[0] == '\0' && (text[1] != '\0' || (text[2] == '\0' && text[3] != '\0'))));
}

/// What is wrong with the character at `i`, or "".
std::string problem_at(std::string_view text, std::size_t i, std::size_t length) {
  const std::uint8_t byte = byte_at(text, i);
  if (length == 0) {
    return fmt::format(
        "byte 0x{:02x} is not UTF-8 (is the file Latin-1 or Windows-1252?); save it as UTF-8, or write plain ASCII",
        static_cast<unsigned>(byte));
  }
  if (byte == 0) {
    return "a NUL byte; this is no text file, or it was damaged";
  }
  if ((byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F) {
    return fmt::format("control character 0x{:02x}; remove it", static_cast<unsigned>(byte));
  }
  return {};
}

/// The first tab that indents something.
std::optional<TextProblem> find_tab_indentation(std::string_view text) {
  int line = 1;
  for (const std::string& content : split_lines(text)) {
    const std::size_t start = content.find_first_not_of(" \t");
    const std::size_t tab = content.find('\t');
    if (start != std::string::npos && tab < start && content[start] != '#') {
      return TextProblem{line, static_cast<int>(tab) + 1, "indented with a tab; YAML is indented with spaces only"};
    }
    ++line;
  }
  return std::nullopt;
}

}  // namespace

std::optional<TextProblem> check_text(std::string& text) {
  constexpr std::size_t kLargest = std::size_t{4} << 20;
  if (text.size() > kLargest) {
    return TextProblem{0, 0,
                       fmt::format("{} bytes of YAML are too many (at most 4 MiB); put data into a file of its own "
                                   "and name it with 'file:'",
                                   text.size())};
  }
  if (text.rfind("\xEF\xBB\xBF", 0) == 0) {
    text.erase(0, 3);
  }
  if (looks_like_utf16(text)) {
    return TextProblem{0, 0, "the text is UTF-16 or UTF-32; save it as UTF-8"};
  }
  int line = 1;
  int column = 1;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = character_length(text, i);
    if (std::string message = problem_at(text, i, length); !message.empty()) {
      return TextProblem{line, column, std::move(message)};
    }
    column = text[i] == '\n' ? 1 : column + 1;
    line += text[i] == '\n' ? 1 : 0;
    i += length;
  }
  return find_tab_indentation(text);
}

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (!line.empty() && line.back() == '\r') {
      line.remove_suffix(1);
    }
    lines.emplace_back(line);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

int characters_before(std::string_view line, std::size_t bytes) {
  int count = 0;
  for (std::size_t i = 0; i < std::min(bytes, line.size()); ++i) {
    if ((static_cast<std::uint8_t>(line[i]) & 0xC0U) != 0x80U) {
      ++count;
    }
  }
  return count;
}

}  // namespace sim::config
