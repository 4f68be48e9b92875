#include "reports/html/launch_data.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "models/ports/launches.hpp"
#include "sim/stats/format.hpp"

namespace reports {

namespace {

constexpr int kDrawnDigits = 5;

/// Launches that share a bar.
struct Bar {
  double wanted_s = 0.0;  ///< of the first
  std::size_t launches = 0;
  std::array<double, models::kLaunchPhaseCount> waits_s{};  ///< sums

  void add(const LaunchWaits& launch) {
    wanted_s = launches == 0 ? launch.wanted_s : wanted_s;
    ++launches;
    for (std::size_t i = 0; i < waits_s.size(); ++i) {
      waits_s[i] += launch.waits_s[i];
    }
  }
  double mean(std::size_t phase) const { return waits_s[phase] / static_cast<double>(launches); }
};

/// The curve of a scale-out in three points: so many percent of the launches were in service after so long.
constexpr std::array<std::size_t, 3> kShares = {50, 85, 100};

std::vector<LaunchWaits> launches_of(const ArchitectureReport& architecture, bool of_tasks) {
  std::vector<LaunchWaits> launches;
  std::copy_if(
      architecture.launches.begin(), architecture.launches.end(), std::back_inserter(launches),
      [of_tasks](const LaunchWaits& launch) { return launch.came_into_service && launch.is_task == of_tasks; });
  return launches;
}

/// By kShares. Requires that there are any.
std::array<double, kShares.size()> times_to_service(const std::vector<LaunchWaits>& launches) {
  std::vector<double> waits(launches.size());
  std::transform(launches.begin(), launches.end(), waits.begin(), [](const LaunchWaits& launch) {
    return std::accumulate(launch.waits_s.begin(), launch.waits_s.end(), 0.0);
  });
  std::sort(waits.begin(), waits.end());
  std::array<double, kShares.size()> times{};
  std::transform(kShares.begin(), kShares.end(), times.begin(),
                 [&waits](std::size_t percent) { return waits[(waits.size() * percent + 99) / 100 - 1]; });
  return times;
}

std::vector<Bar> bars_of(const std::vector<LaunchWaits>& launches) {
  const std::size_t bars = std::min(launches.size(), kMostLaunchBars);
  std::vector<Bar> result(bars);
  for (std::size_t i = 0; i < launches.size(); ++i) {
    result[i * bars / launches.size()].add(launches[i]);
  }
  return result;
}

/// `[1.5,2]` of what `value` says of each item.
template <typename Items, typename Value>
std::string list(const Items& items, Value value) {
  std::string text = "[";
  for (const auto& item : items) {
    text += text.size() > 1 ? "," : "";
    text += value(item);
  }
  return text + "]";
}

std::string number(double value) {
  return sim::stats::format_significant(value, kDrawnDigits);
}

std::string bars_text(std::string_view what, const std::vector<LaunchWaits>& launches) {
  const std::vector<Bar> bars = bars_of(launches);
  std::vector<std::size_t> phases(models::kLaunchPhaseCount);
  for (std::size_t i = 0; i < phases.size(); ++i) {
    phases[i] = i;
  }
  return fmt::format("{{\"what\":\"{}\",\"in_service_s\":", what) + list(times_to_service(launches), number) +
         ",\"count\":" + list(bars, [](const Bar& bar) { return std::to_string(bar.launches); }) +
         ",\"wanted_s\":" + list(bars, [](const Bar& bar) { return number(bar.wanted_s); }) + ",\"waits_s\":" +
         list(phases,
              [&](std::size_t phase) { return list(bars, [&](const Bar& bar) { return number(bar.mean(phase)); }); }) +
         "}";
}

std::string architecture_text(const ArchitectureReport& architecture) {
  std::vector<std::string> charts;
  for (const bool of_tasks : {false, true}) {
    if (const std::vector<LaunchWaits> launches = launches_of(architecture, of_tasks); !launches.empty()) {
      charts.push_back(bars_text(of_tasks ? "tasks" : "instances", launches));
    }
  }
  return list(charts, [](const std::string& chart) { return chart; });
}

}  // namespace

std::string launch_data(const ReportModel& model) {
  const std::string phases = list(models::launch_phase_names(), [](std::string_view name) {
    std::string words{name};
    std::replace(words.begin(), words.end(), '_', ' ');
    return "\"" + words + "\"";
  });
  return "{\"phases\":" + phases + ",\"of\":" + list(model.architectures, architecture_text) + "}";
}

}  // namespace reports
