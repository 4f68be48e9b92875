#include "sim/experiment/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

namespace sim::experiment {

std::size_t available_threads() {
  return static_cast<std::size_t>(oneapi::tbb::info::default_concurrency());
}

void for_each_unit(std::size_t units, std::size_t threads, const std::function<void(std::size_t)>& unit) {
  const std::size_t asked = threads == 0 ? available_threads() : threads;
  // More threads than cores are allowed when asked for: the answer must not depend on the machine.
  const std::size_t wanted = std::clamp<std::size_t>(asked, 1, std::max<std::size_t>(units, 1));
  const oneapi::tbb::global_control limit{oneapi::tbb::global_control::max_allowed_parallelism, wanted};
  oneapi::tbb::task_arena arena{static_cast<int>(wanted)};
  std::atomic<std::size_t> next{0};
  std::atomic<bool> has_failed{false};
  std::mutex failure_mutex;
  std::size_t failed_unit = units;
  std::exception_ptr failure;
  const auto attempt = [&](std::size_t index) {
    try {
      unit(index);
    } catch (...) {
      has_failed = true;
      const std::lock_guard lock{failure_mutex};
      if (index < failed_unit) {
        failed_unit = index;
        failure = std::current_exception();
      }
    }
  };
  arena.execute([&] {
    oneapi::tbb::parallel_for(
        std::size_t{0}, wanted,
        [&](std::size_t) {
          // Whoever takes a number computes it: all units before a failed one run, so the first failure is known.
          while (!has_failed) {
            const std::size_t index = next.fetch_add(1);
            if (index >= units) {
              break;
            }
            attempt(index);
          }
        },
        oneapi::tbb::simple_partitioner{});
  });
  if (failure) {
    std::rethrow_exception(failure);
  }
}

}  // namespace sim::experiment
