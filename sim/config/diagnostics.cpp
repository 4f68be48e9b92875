#include "sim/config/diagnostics.hpp"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

namespace sim::config {
namespace {

constexpr std::size_t kWidestExcerpt = 120;

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// The part of a line around a column that fits, and a caret below it. Tabs become spaces, so that the caret is right.
std::string excerpt_text(const Diagnostic& diagnostic) {
  std::vector<std::string> characters;
  for (const char c : diagnostic.excerpt) {
    if (continues_character(c) && !characters.empty()) {
      characters.back() += c;
    } else {
      characters.emplace_back(1, static_cast<unsigned char>(c) < 0x20 ? ' ' : c);
    }
  }
  const std::size_t column = std::min(static_cast<std::size_t>(std::max(diagnostic.column, 1) - 1), characters.size());
  const std::size_t first = column < kWidestExcerpt - 20 ? 0 : column - (kWidestExcerpt - 20);
  const std::size_t end = std::min(characters.size(), first + kWidestExcerpt);
  std::string line;
  for (std::size_t i = first; i < end; ++i) {
    line += characters[i];
  }
  return fmt::format("  {}\n  {}^\n", line, std::string(column - first, ' '));
}

std::string place_text(const Diagnostic& diagnostic) {
  if (diagnostic.line <= 0) {
    return diagnostic.file;
  }
  return fmt::format("{}:{}:{}", diagnostic.file, diagnostic.line, diagnostic.column);
}

}  // namespace

void Diagnostics::add(Diagnostic diagnostic) {
  // A file of nothing but mistakes must not fill the memory; people read the first few.
  constexpr std::size_t kMost = 1'000;
  if (list_.size() < kMost || (diagnostic.severity == Severity::kError && !has_errors())) {
    list_.push_back(std::move(diagnostic));
  }
}

std::vector<Diagnostic> Diagnostics::sorted() const {
  std::vector<std::string> files;
  for (const Diagnostic& diagnostic : list_) {
    if (std::find(files.begin(), files.end(), diagnostic.file) == files.end()) {
      files.push_back(diagnostic.file);
    }
  }
  const auto rank = [&files](const Diagnostic& diagnostic) {
    return std::find(files.begin(), files.end(), diagnostic.file) - files.begin();
  };
  std::vector<Diagnostic> result = list_;
  std::stable_sort(result.begin(), result.end(), [&rank](const Diagnostic& a, const Diagnostic& b) {
    return std::pair{rank(a), std::pair{a.line, a.column}} < std::pair{rank(b), std::pair{b.line, b.column}};
  });
  std::vector<Diagnostic> unique;
  for (Diagnostic& diagnostic : result) {
    const auto same_place = [&diagnostic](const Diagnostic& other) { return other == diagnostic; };
    if (std::none_of(unique.begin(), unique.end(), same_place)) {
      unique.push_back(std::move(diagnostic));
    }
  }
  return unique;
}

std::size_t Diagnostics::error_count() const {
  return static_cast<std::size_t>(std::count_if(list_.begin(), list_.end(), [](const Diagnostic& diagnostic) {
    return diagnostic.severity == Severity::kError;
  }));
}

std::size_t Diagnostics::warning_count() const {
  return list_.size() - error_count();
}

void Diagnostics::warnings_are_errors() {
  for (Diagnostic& diagnostic : list_) {
    diagnostic.severity = Severity::kError;
  }
}

std::string Diagnostics::to_text(bool color) const {
  std::string text;
  for (const Diagnostic& diagnostic : sorted()) {
    const bool is_warning = diagnostic.severity == Severity::kWarning;
    const std::string place = place_text(diagnostic);
    text += color ? fmt::format("\033[1m{}:\033[0m ", place) : fmt::format("{}: ", place);
    if (is_warning) {
      text += color ? "\033[33mwarning:\033[0m " : "warning: ";
    }
    if (!diagnostic.path.empty()) {
      text += color ? fmt::format("\033[{}m{}:\033[0m ", is_warning ? 33 : 31, diagnostic.path)
                    : fmt::format("{}: ", diagnostic.path);
    }
    text += diagnostic.message + "\n";
    if (diagnostic.line > 0) {
      text += excerpt_text(diagnostic);
    }
  }
  return text;
}

}  // namespace sim::config
