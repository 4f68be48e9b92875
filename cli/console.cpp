#include "cli/console.hpp"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <system_error>

#include <fmt/core.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace cli {

namespace {

constexpr std::size_t kUnknownWidth = 100;
constexpr std::size_t kLeastWidth = 40;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string{} : std::string{value};
}

bool is_dumb() {
  return environment("TERM") == "dumb";
}

/// The locale's encoding, by the names of the variables in POSIX's order; no locale is set anywhere, since numbers must
/// look the same everywhere.
bool is_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    std::string locale = environment(name);
    if (!locale.empty()) {
      std::transform(locale.begin(), locale.end(), locale.begin(),
                     [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      return locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
    }
  }
  return false;
}

std::size_t width_of(int descriptor) {
  winsize size{};
  const bool known = ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? std::max<std::size_t>(size.ws_col, kLeastWidth) : kUnknownWidth;
}

reports::TerminalStyle style_of(int descriptor, ColorChoice color) {
  const bool wanted = ::isatty(descriptor) != 0 && environment("NO_COLOR").empty() && !is_dumb();
  return {.color = color == ColorChoice::kAlways || (color == ColorChoice::kAuto && wanted),
          .unicode = is_utf8(),
          .width = width_of(descriptor)};
}

void write(std::FILE* stream, std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stream) != text.size()) {
    throw std::system_error{errno, std::generic_category(), "cannot write the output"};
  }
}

}  // namespace

Console::Console(ColorChoice color, bool quiet)
    : out_{style_of(STDOUT_FILENO, color)},
      err_{style_of(STDERR_FILENO, color)},
      quiet_{quiet},
      progress_{!quiet && ::isatty(STDERR_FILENO) != 0 && !is_dumb()} {}

void Console::print(std::string_view text) const {
  write(stdout, text);
}

void Console::note(std::string_view text) const {
  if (!quiet_) {
    complain(text);
  }
}

void Console::complain(std::string_view text) const {
  // What stands on stdout was said before; on a terminal it must also appear before.
  std::fflush(stdout);
  static_cast<void>(std::fwrite(text.data(), 1, text.size(), stderr));
}

void flush_output() {
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    throw std::system_error{errno, std::generic_category(), "cannot write the output"};
  }
}

}  // namespace cli
