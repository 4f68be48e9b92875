// Where a command writes: data on stdout, messages on stderr, and what each of the two can show.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "reports/terminal/style.hpp"

namespace cli {

/// When to use colour; `kAuto`: on a terminal, unless NO_COLOR is set or TERM is dumb.
enum class ColorChoice { kAuto, kAlways, kNever };

class Console {
 public:
  /// Asks the environment (terminals, NO_COLOR, TERM, the locale) once. Quiet: note() is silent.
  Console(ColorChoice color, bool quiet);

  const reports::TerminalStyle& out() const { return out_; }
  const reports::TerminalStyle& err() const { return err_; }
  bool is_quiet() const { return quiet_; }
  /// stderr is a terminal that can redraw a line, and the user did not ask for quiet.
  bool shows_progress() const { return progress_; }

  /// Data, to stdout. Throws when that can't be written.
  void print(std::string_view text) const;
  /// A message, to stderr.
  void note(std::string_view text) const;
  /// An error or a warning, to stderr even when quiet.
  void complain(std::string_view text) const;

 private:
  reports::TerminalStyle out_{};
  reports::TerminalStyle err_{};
  bool quiet_ = false;
  bool progress_ = false;
};

/// Everything that print() took has arrived; throws std::runtime_error when it has not (a full disk).
void flush_output();

}  // namespace cli
