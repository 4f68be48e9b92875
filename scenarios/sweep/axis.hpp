// One parameter of a sweep: `workload.rate=1/s..10000/s:log25`, as `--vary` takes it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace scenarios::sweep {

/// A path and the values that the sweep puts there.
///
///   path=a,b,c          these values
///   path=low..high:N    N values, evenly spaced; both ends with the same unit
///   path=low..high:logN the same, evenly spaced in the logarithm; both ends above 0
///
/// Where both ends are whole numbers without a unit, all values are whole: evenly spaced ones must be, logarithmic ones
/// are rounded, and those that rounding makes equal count once.
struct Axis {
  enum class Scale : std::uint8_t { kListed, kLinear, kLogarithmic };
  std::string path{};
  Scale scale = Scale::kListed;
  std::vector<std::string> values{};  ///< as YAML text, ascending where there is a range
  std::vector<double> numbers{};      ///< of the values, in their unit; empty where a listed value is no number
  std::string unit{};                 ///< "/s", "%", "MiB"; the same for all values
  bool is_whole = false;

  bool is_numeric() const { return !numbers.empty(); }
  /// A value between the ends of a range, as YAML text. Requires a numeric axis.
  std::string text_of(double number) const;
};

/// The number at `part` (0 to 1) of the way from `low` to `high`, evenly in the logarithm; both above 0. Our own
/// functions: the same on every machine.
double geometric(double low, double high, double part);

/// The axis, or what is wrong with the text.
struct AxisOrProblem {
  std::optional<Axis> axis{};
  std::string problem{};
};
AxisOrProblem parse_axis(std::string_view text);

}  // namespace scenarios::sweep
