// The words after a command's name, read against the options that the command has.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace cli {

/// The command line is wrong; the message says what to write instead. Exit code 2.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One option of a command.
struct Option {
  std::string name{};   ///< without dashes
  char letter = '\0';   ///< '\0': no short form
  std::string value{};  ///< what stands for the value in help ("DIR"); empty: a switch
  std::string help{};
  bool repeatable = false;
  std::vector<std::string> choices{};  ///< the only values there are; empty: any
};

class Arguments {
 public:
  /// Nothing is guessed or dropped: throws UsageError for an unknown option (with the nearest one), a missing or
  /// superfluous value, a repeated option, a value that is no choice.
  Arguments(const std::vector<std::string>& words, const std::vector<Option>& options);

  const std::vector<std::string>& positional() const { return positional_; }
  bool has(std::string_view option) const;
  /// The value of an option that is not repeatable.
  std::optional<std::string> value(std::string_view option) const;
  /// All values of a repeatable option, in order.
  std::vector<std::string> values(std::string_view option) const;
  /// A whole number from `low` to `high`; throws UsageError otherwise.
  std::optional<std::int64_t> integer(std::string_view option, std::int64_t low, std::int64_t high) const;

 private:
  std::vector<std::string> positional_{};
  std::map<std::string, std::vector<std::string>, std::less<>> options_{};
};

}  // namespace cli
