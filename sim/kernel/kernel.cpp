#include "sim/kernel/kernel.hpp"

#include <algorithm>
#include <limits>

namespace sim {

namespace {

struct NoArrivals {
  Time next() const { return Time::never(); }
  void fire() {}
};

}  // namespace

SlotId Kernel::open(Callback callback, Phase phase) {
  const Target target{callback.object, callback.function, callback.expect};
  const auto found = std::find(targets_.begin(), targets_.end(), target);
  const auto target_index = static_cast<std::size_t>(found - targets_.begin());
  SIM_CHECK(target_index <= std::numeric_limits<std::uint16_t>::max(), "65,536 different objects can have events");
  if (found == targets_.end()) {
    targets_.push_back(target);
  }
  std::uint32_t index = 0;
  if (free_.empty()) {
    index = static_cast<std::uint32_t>(slots_.size());
    slots_.emplace_back();
    queue_.grow(index + 1);
  } else {
    index = free_.back();
    free_.pop_back();
  }
  slots_[index] = {callback.argument, static_cast<std::uint16_t>(target_index), phase};
  return SlotId{index};
}

void Kernel::close(SlotId slot) {
  cancel(slot);
  free_.push_back(slot.index());
}

void Kernel::run_until(Time end) {
  NoArrivals none;
  run_until(end, none);
}

}  // namespace sim
