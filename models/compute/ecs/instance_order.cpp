#include "models/compute/ecs/instance_order.hpp"

#include <algorithm>

namespace models::ecs {

void InstanceOrder::put(std::uint32_t instance, std::size_t group, const Key& key) {
  if (places_.size() <= instance) {
    places_.resize(std::size_t{instance} + 1);
  }
  if (places_[instance].is_there && places_[instance].group == group && places_[instance].key == key) {
    return;
  }
  erase(instance);
  places_[instance] = {true, group, key};
  Alike& alike = groups_[group][key];
  alike.insert(std::upper_bound(alike.begin(), alike.end(), instance), instance);
}

void InstanceOrder::erase(std::uint32_t instance) {
  if (instance >= places_.size() || !places_[instance].is_there) {
    return;
  }
  Place& place = places_[instance];
  place.is_there = false;
  const auto found = groups_[place.group].find(place.key);
  Alike& alike = found->second;
  alike.erase(std::lower_bound(alike.begin(), alike.end(), instance));
  if (alike.empty()) {
    groups_[place.group].erase(found);
  }
}

}  // namespace models::ecs
