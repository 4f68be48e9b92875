#include "sim/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace sim {

void check_failed(const char* condition, const char* file, int line, const char* message) {
  std::fprintf(stderr, "headroom: internal error: %s\n  broken invariant: %s\n  at %s:%d\n", message, condition, file,
               line);
  std::abort();
}

}  // namespace sim
