// What is wrong with an input, all at once: a list of errors and warnings with their places.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace sim::config {

enum class Severity : std::uint8_t { kError, kWarning };

struct Diagnostic {
  Severity severity = Severity::kError;
  std::string file{};     ///< as the user named it; for an override the option, e.g. "--set a.b=3"
  int line = 0;           ///< from 1; 0 = none
  int column = 0;         ///< from 1, in characters; 0 = none
  std::string path{};     ///< "architectures.ec2.scaling.target"; may be empty
  std::string message{};  ///< a sentence without capital or full stop, with what to write instead
  std::string excerpt{};  ///< the offending line, without its line end

  bool operator==(const Diagnostic&) const = default;
};

class Diagnostics {
 public:
  void add(Diagnostic diagnostic);

  /// Ordered by file (in the order of first mention), line and column; the same message at the same place only once.
  std::vector<Diagnostic> sorted() const;
  bool empty() const { return list_.empty(); }
  bool has_errors() const { return error_count() > 0; }
  std::size_t error_count() const;
  std::size_t warning_count() const;
  /// From now on warnings that are already there count as errors.
  void warnings_are_errors();
  /// For people: `file:line:column: path: message`, then the line and a caret. `color` uses ANSI escapes.
  std::string to_text(bool color = false) const;

 private:
  std::vector<Diagnostic> list_{};
};

}  // namespace sim::config
