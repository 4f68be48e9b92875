// How EC2 families are related by name: c6id is c6i with local disks.
#pragma once

#include <string_view>

namespace models::pricing {

/// "m7i.large" → "m7i".
constexpr std::string_view family_of(std::string_view instance_type) {
  return instance_type.substr(0, instance_type.find('.'));
}

/// "m7i.large" → "large"; empty without a point.
constexpr std::string_view size_of(std::string_view instance_type) {
  const auto point = instance_type.find('.');
  return point == std::string_view::npos ? std::string_view{} : instance_type.substr(point + 1);
}

/// The family with the same processor and one feature less, or empty: disks (d), network (n), block storage (b) and
/// -flex change no clock. High-frequency families (z) have no base: theirs is another clock.
constexpr std::string_view base_family(std::string_view family) {
  constexpr std::string_view kFlex = "-flex";
  if (family.ends_with(kFlex)) {
    family.remove_suffix(kFlex.size());
    return family;
  }
  const auto generation = family.find_first_of("0123456789");
  const bool has_feature = !family.empty() && (family.back() == 'd' || family.back() == 'n' || family.back() == 'b');
  if (generation == std::string_view::npos || !has_feature || family.size() <= generation + 1) {
    return {};
  }
  family.remove_suffix(1);
  return family;
}

}  // namespace models::pricing
