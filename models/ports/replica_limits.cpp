#include "models/ports/replica_limits.hpp"

#include "sim/config/describe.hpp"

namespace models {

const sim::config::Schema& ReplicaLimits::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<ReplicaLimits> d{"replica", "What one replica accepts at a time."};
    d.field<&ReplicaLimits::concurrency>("concurrency",
                                         "Requests that one replica serves at once; absent: as many as come.")
        .range("1", "1000000")
        .example("50");
    d.field<&ReplicaLimits::queue>("queue",
                                   "Requests that may wait in one replica when its concurrency is taken; a further one "
                                   "is rejected. Absent: no bound. Without `concurrency` nothing ever waits.")
        .range("0", "100000000")
        .example("100");
    d.field<&ReplicaLimits::queue_timeout>(
         "queue_timeout", "Longest wait in that queue; the request then ends as timed out. Absent: for ever.")
        .range("1ns", "")
        .example("5s");
    d.check([](const ReplicaLimits& limits, sim::config::Checker& check) {
      if (!limits.concurrency && (limits.queue || limits.queue_timeout)) {
        check.warning(limits.queue ? "queue" : "queue_timeout", "has no effect: without `concurrency` nothing waits");
      }
    });
    return d.done();
  }();
  return schema;
}

}  // namespace models
