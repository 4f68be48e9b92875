#include "reports/terminal/warnings_text.hpp"

namespace reports {

std::string warnings_text(const std::vector<std::string>& warnings, const TerminalStyle& style) {
  std::string text;
  for (const std::string& warning : warnings) {
    text += emphasised("warning: ", Emphasis::kWarning, style) +
            wrapped(plain(warning, style), style.width > 9 ? style.width - 9 : 1, "         ") + "\n";
  }
  return text;
}

}  // namespace reports
