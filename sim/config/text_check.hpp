// Is it text at all? UTF-8 without NUL bytes or control characters, not indented with tabs: what a YAML parser answers
// badly or not at all.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sim::config {

struct TextProblem {
  int line = 0;  ///< 0: the text as a whole
  int column = 0;
  std::string message{};
};

/// Drops a byte order mark of UTF-8; then says what is wrong with the text, if anything is.
std::optional<TextProblem> check_text(std::string& text);

/// Lines without their ends (LF or CR LF).
std::vector<std::string> split_lines(std::string_view text);
/// How many characters the first `bytes` bytes of a UTF-8 line hold.
int characters_before(std::string_view line, std::size_t bytes);

}  // namespace sim::config
