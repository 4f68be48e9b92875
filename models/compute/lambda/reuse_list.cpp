#include "models/compute/lambda/reuse_list.hpp"

namespace models::lambda {

bool ReuseList::comes_before(EnvironmentId one, EnvironmentId other) const {
  const std::uint32_t first = environments_[one].serial;
  const std::uint32_t second = environments_[other].serial;
  return rule_ == ReuseOrder::kOldest ? first < second : first > second;
}

void ReuseList::put(std::size_t place, EnvironmentId id) {
  items_[place] = id;
  environments_[id].place = static_cast<std::uint32_t>(place);
}

void ReuseList::add(EnvironmentId id) {
  items_.push_back(id);
  put(items_.size() - 1, id);
  if (rule_ != ReuseOrder::kRandom) {
    move_up(items_.size() - 1);
  }
}

void ReuseList::remove(EnvironmentId id) {
  const std::size_t place = environments_[id].place;
  const EnvironmentId last = items_.back();
  items_.pop_back();
  if (place == items_.size()) {
    return;
  }
  put(place, last);
  if (rule_ != ReuseOrder::kRandom) {
    move_up(place);
    move_down(environments_[last].place);
  }
}

void ReuseList::move_up(std::size_t place) {
  const EnvironmentId id = items_[place];
  while (place > 0 && comes_before(id, items_[(place - 1) / 2])) {
    put(place, items_[(place - 1) / 2]);
    place = (place - 1) / 2;
  }
  put(place, id);
}

void ReuseList::move_down(std::size_t place) {
  const EnvironmentId id = items_[place];
  for (std::size_t child = 2 * place + 1; child < items_.size(); child = 2 * place + 1) {
    if (child + 1 < items_.size() && comes_before(items_[child + 1], items_[child])) {
      ++child;
    }
    if (!comes_before(items_[child], id)) {
      break;
    }
    put(place, items_[child]);
    place = child;
  }
  put(place, id);
}

}  // namespace models::lambda
