// An event of an entity that seldom has one.
#pragma once

#include "sim/kernel/kernel.hpp"

namespace sim {

/// Has a slot of the kernel only while it is scheduled: the fewer slots there are, the less every other event costs.
/// Its callback, which may be another one each time, begins with done().
class PassingEvent {
 public:
  /// Replaces the one there is, which must have the same callback. `at` must not lie in the past.
  void schedule(Kernel& kernel, const Callback& callback, Phase phase, Time at) {
    if (!slot_.exists()) {
      slot_ = kernel.open(callback, phase);
    }
    kernel.schedule(slot_, at);
  }
  /// If it is scheduled.
  void cancel(Kernel& kernel) {
    if (slot_.exists()) {
      kernel.close(slot_);
      slot_ = SlotId::none();
    }
  }
  /// It has been fired.
  void done(Kernel& kernel) { cancel(kernel); }

 private:
  SlotId slot_{};
};

}  // namespace sim
