#include "sim/experiment/parallel.hpp"

#include <atomic>

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

namespace sim::experiment {

std::size_t available_threads() {
  return static_cast<std::size_t>(oneapi::tbb::info::default_concurrency());
}

void for_each_unit(std::size_t units, std::size_t threads, const std::function<void(std::size_t)>& unit) {
  const std::size_t wanted = threads == 0 ? available_threads() : threads;
  // More threads than cores are allowed when asked for: the answer must not depend on the machine.
  const oneapi::tbb::global_control limit{oneapi::tbb::global_control::max_allowed_parallelism, wanted};
  oneapi::tbb::task_arena arena{static_cast<int>(wanted)};
  std::atomic<std::size_t> next{0};
  arena.execute([&] {
    oneapi::tbb::parallel_for(
        std::size_t{0}, wanted,
        [&](std::size_t) {
          for (std::size_t index = next.fetch_add(1); index < units; index = next.fetch_add(1)) {
            unit(index);
          }
        },
        oneapi::tbb::simple_partitioner{});
  });
}

}  // namespace sim::experiment
