#include "sim/kernel/kernel.hpp"

namespace sim {

namespace {

struct NoArrivals {
  Time next() const { return Time::never(); }
  void fire() {}
};

}  // namespace

SlotId Kernel::open(Callback callback, Phase phase) {
  std::uint32_t index = 0;
  if (free_.empty()) {
    index = static_cast<std::uint32_t>(callbacks_.size());
    callbacks_.emplace_back();
    phases_.emplace_back();
    queue_.grow(index + 1);
  } else {
    index = free_.back();
    free_.pop_back();
  }
  callbacks_[index] = callback;
  phases_[index] = phase;
  return SlotId{index};
}

void Kernel::close(SlotId slot) {
  cancel(slot);
  callbacks_[slot.index()] = {};
  free_.push_back(slot.index());
}

void Kernel::run_until(Time end) {
  NoArrivals none;
  run_until(end, none);
}

}  // namespace sim
