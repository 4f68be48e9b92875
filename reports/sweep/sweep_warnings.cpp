#include "reports/sweep/sweep_warnings.hpp"

#include <algorithm>
#include <cstddef>

#include <fmt/core.h>

namespace reports {

namespace {

/// Where one sentence holds: for an architecture, or for a whole point.
struct Place {
  std::string name{};  ///< of the architecture; empty for a point
  std::vector<std::size_t> points{};
};

struct Warning {
  std::string sentence{};
  std::vector<Place> places{};
};

template <typename List, typename Member>
auto& found_or_added(List& list, const Member& member, const std::string& wanted) {
  const auto known = std::find_if(list.begin(), list.end(), [&](const auto& entry) { return entry.*member == wanted; });
  if (known != list.end()) {
    return *known;
  }
  auto& added = list.emplace_back();
  added.*member = wanted;
  return added;
}

void note(std::vector<Warning>& warnings, const std::string& sentence, const std::string& name, std::size_t point) {
  Warning& warning = found_or_added(warnings, &Warning::sentence, sentence);
  found_or_added(warning.places, &Place::name, name).points.push_back(point);
}

/// "100/s", "100/s to 300/s" for three and more in a row.
std::vector<std::string> rows_of(const std::vector<std::size_t>& points, const SweepResult& result) {
  std::vector<std::string> rows;
  for (std::size_t i = 0; i < points.size();) {
    std::size_t end = i + 1;
    while (end < points.size() && points[end] == points[end - 1] + 1) {
      ++end;
    }
    const auto value = [&](std::size_t k) { return result.points[points[k]].values.front(); };
    if (end - i > 2) {
      rows.push_back(value(i) + " to " + value(end - 1));
    } else {
      for (std::size_t k = i; k < end; ++k) {
        rows.push_back(value(k));
      }
    }
    i = end;
  }
  return rows;
}

std::string points_text(const std::vector<std::size_t>& points, const SweepResult& result) {
  constexpr std::size_t kMostRows = 6;
  if (points.size() == result.points.size()) {
    return "at every point";
  }
  const std::vector<std::string> rows = rows_of(points, result);
  if (result.axes.size() != 1 || rows.size() > kMostRows) {
    std::string first;
    for (std::size_t axis = 0; axis < result.axes.size(); ++axis) {
      first += fmt::format("{}{}={}", axis == 0 ? "" : ", ", result.axes[axis].path,
                           result.points[points.front()].values[axis]);
    }
    return fmt::format("at {} of {} points, first {}", points.size(), result.points.size(), first);
  }
  std::string text = "at ";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    text += (i == 0 ? "" : ", ") + rows[i];
  }
  return text;
}

}  // namespace

std::vector<std::string> condensed_warnings(const SweepResult& result, const std::vector<std::string>& told) {
  std::vector<Warning> warnings;
  for (std::size_t point = 0; point < result.points.size(); ++point) {
    for (const std::string& sentence : result.points[point].warnings) {
      note(warnings, sentence, "", point);
    }
    for (std::size_t i = 0; i < result.points[point].cells.size(); ++i) {
      for (const std::string& limit : result.points[point].cells[i].limits) {
        note(warnings, limit, result.architectures[i], point);
      }
    }
  }
  std::vector<std::string> lines;
  for (const Warning& warning : warnings) {
    if (std::find(told.begin(), told.end(), warning.sentence) != told.end()) {
      continue;
    }
    std::string where;
    for (const Place& place : warning.places) {
      where += (where.empty() ? "" : "; ") + place.name + (place.name.empty() ? "" : " ") +
               points_text(place.points, result);
    }
    lines.push_back(where + ": " + warning.sentence);
  }
  return lines;
}

}  // namespace reports
