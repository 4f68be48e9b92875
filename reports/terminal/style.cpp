#include "reports/terminal/style.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/core.h>

namespace reports {

namespace {

const char* escape_of(Emphasis emphasis) {
  switch (emphasis) {
    case Emphasis::kBold:
      return "\x1b[1m";
    case Emphasis::kDim:
      return "\x1b[2m";
    case Emphasis::kGood:
      return "\x1b[1;32m";
    case Emphasis::kWarning:
      return "\x1b[33m";
    case Emphasis::kNone:
      break;
  }
  return "";
}

bool starts_code_point(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
}

std::string_view ellipsis(const TerminalStyle& style) {
  return style.unicode ? "…" : "~";
}

/// The start of `text` that takes `columns` columns.
std::string_view first_columns(std::string_view text, std::size_t columns) {
  std::size_t taken = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    taken += starts_code_point(text[i]) ? 1U : 0U;
    if (taken > columns) {
      return text.substr(0, i);
    }
  }
  return text;
}

}  // namespace

std::string emphasised(std::string_view text, Emphasis emphasis, const TerminalStyle& style) {
  if (!style.color || emphasis == Emphasis::kNone) {
    return std::string{text};
  }
  return fmt::format("{}{}\x1b[0m", escape_of(emphasis), text);
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (const char c : text) {
    width += starts_code_point(c) ? 1U : 0U;
  }
  return width;
}

std::string shortened(std::string_view text, std::size_t width, const TerminalStyle& style) {
  if (display_width(text) <= width) {
    return std::string{text};
  }
  return std::string{first_columns(text, width > 0 ? width - 1 : 0)}.append(ellipsis(style));
}

std::string shortened_name(std::string_view text, std::size_t width, const TerminalStyle& style) {
  const std::size_t whole = display_width(text);
  if (whole <= width || width < 5) {
    return shortened(text, width, style);
  }
  const std::size_t tail = (width - 1) / 2;
  const std::string_view head = first_columns(text, width - 1 - tail);
  const std::string_view before_tail = first_columns(text, whole - tail);
  return std::string{head}.append(ellipsis(style)).append(text.substr(before_tail.size()));
}

std::string wrapped(std::string_view text, std::size_t width, std::string_view indent) {
  std::string result;
  std::size_t used = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t size = display_width(word);
    if (used > 0 && used + 1 + size > width) {
      result.append("\n").append(indent);
      used = 0;
    } else if (used > 0) {
      result += ' ';
      ++used;
    }
    result += word;
    used += size;
  }
  return result;
}

std::string plain(std::string_view text, const TerminalStyle& style) {
  std::string result{text};
  if (style.unicode) {
    return result;
  }
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kSigns{
      {{"±", "+-"}, {"–", "-"}, {"…", "..."}, {"×", "x"}, {"·", "-"}}};
  for (const auto& [sign, ascii] : kSigns) {
    for (std::size_t at = result.find(sign); at != std::string::npos; at = result.find(sign, at + ascii.size())) {
      result.replace(at, sign.size(), ascii);
    }
  }
  return result;
}

}  // namespace reports
