#include "scenarios/assumptions.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "sim/config/assumptions.hpp"

namespace scenarios {

namespace {

using sim::config::FieldValue;

/// Paths of the fields that play no part.
std::vector<std::string> idle_paths(const Scenario& scenario, const models::Catalog& catalog,
                                    const models::Facts& facts) {
  std::vector<std::string> paths;
  for (const auto& [name, choice] : scenario.architectures) {
    const models::ComputeEntry& entry = models::entry_of(catalog.compute, choice);
    for (const std::string_view field : entry.traits(choice.config.get(), facts).without_part) {
      paths.push_back(fmt::format("architectures.{}.{}", name, field));
    }
  }
  return paths;
}

bool is_at_or_below(std::string_view path, std::string_view place) {
  return path.starts_with(place) &&
         (path.size() == place.size() || path[place.size()] == '.' || path[place.size()] == '[');
}

/// Of the architecture's instance type at `path`, where its speed is not given beside it.
std::optional<models::Assumption> speed_at(const FieldValue& type, const std::vector<FieldValue>& values,
                                           const std::string& reference_cpu,
                                           const models::pricing::InstanceCatalogue& instances) {
  constexpr std::string_view kType = ".instance_type";
  if (!type.path.starts_with("architectures.") || !type.path.ends_with(kType)) {
    return std::nullopt;
  }
  const std::string path = type.path.substr(0, type.path.size() - kType.size()) + ".cpu_speed";
  if (std::any_of(values.begin(), values.end(), [&](const FieldValue& value) { return value.path == path; })) {
    return std::nullopt;
  }
  const models::pricing::SpeedLookup found = instances.cpu_speed(type.value, reference_cpu);
  if (!found.speed) {
    return std::nullopt;
  }
  return models::Assumption{path,
                            fmt::format("{:.4g}", found.speed->value()),
                            true,
                            "Speed of one vCPU relative to the reference CPU.",
                            fmt::format("CoreMark of one thread of {} over that of {}{}", type.value, reference_cpu,
                                        found.is_derived ? ", a figure of the base family" : ""),
                            std::string{instances.find(type.value)->coremark_date},
                            false};
}

}  // namespace

std::vector<models::Assumption> assumptions_of(const Scenario& scenario, const models::Catalog& catalog,
                                               const models::pricing::PriceBook& prices) {
  const std::vector<std::string> idle = idle_paths(scenario, catalog, prices.instances());
  const std::vector<FieldValue> values = sim::config::assumptions(scenario);
  std::vector<models::Assumption> list;
  for (const FieldValue& value : values) {
    if (std::any_of(idle.begin(), idle.end(),
                    [&](const std::string& place) { return is_at_or_below(value.path, place); })) {
      continue;
    }
    list.push_back(
        {value.path, value.value, value.is_default, value.sentence, value.source, value.date, value.unverified});
    if (auto speed = speed_at(value, values, scenario.reference_cpu, prices.instances())) {
      list.push_back(std::move(*speed));
    }
  }
  return list;
}

}  // namespace scenarios
