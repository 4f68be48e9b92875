// What the terminal can show. The caller decides (tty, NO_COLOR, locale); nothing here asks the environment.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace reports {

struct TerminalStyle {
  bool color = false;
  bool unicode = true;
  std::size_t width = 100;  ///< columns; tables stay within it
};

enum class Emphasis { kNone, kBold, kDim, kGood, kWarning };

/// `text` between the escape sequences of `emphasis`, or bare where colour is off.
std::string emphasised(std::string_view text, Emphasis emphasis, const TerminalStyle& style);

/// Columns that `text` takes: its code points. Text of ours holds no wide or combining characters.
std::size_t display_width(std::string_view text);

/// `text` in at most `width` columns, cut with an ellipsis.
std::string shortened(std::string_view text, std::size_t width, const TerminalStyle& style);

/// The same, cut in the middle: names often differ only at their end.
std::string shortened_name(std::string_view text, std::size_t width, const TerminalStyle& style);

/// `text` broken at spaces into lines of at most `width` columns; a longer word stands alone.
std::string wrapped(std::string_view text, std::size_t width, std::string_view indent);

/// Replaces the few non-ASCII signs that our own text uses (±, –, …, ×) where Unicode is off.
std::string plain(std::string_view text, const TerminalStyle& style);

}  // namespace reports
