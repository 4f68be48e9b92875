// SIM_CHECK: an invariant that must hold in every build. A broken one is a defect of the program, never of its input.
#pragma once

namespace sim {

/// Prints where and what broke, and aborts. Assertions must be unreachable from user input: what a scenario can get
/// wrong is a diagnostic (sim/config), what the environment can get wrong is an exception.
[[noreturn]] void check_failed(const char* condition, const char* file, int line, const char* message);

}  // namespace sim

#define SIM_CHECK(condition, message)                                 \
  do {                                                                \
    if (!(condition)) [[unlikely]] {                                  \
      ::sim::check_failed(#condition, __FILE__, __LINE__, (message)); \
    }                                                                 \
  } while (false)

#ifdef NDEBUG
#define SIM_DCHECK(condition, message) static_cast<void>(0)
#else
#define SIM_DCHECK(condition, message) SIM_CHECK(condition, message)
#endif
