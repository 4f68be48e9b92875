// headroom_coverage: writes docs/coverage.md to standard output; what it is at, to standard error. Exit code 1 if a
// judged row misses and misses again (the page is written all the same).
#include <cstdio>
#include <string>

#include "tests/coverage/experiments/page.hpp"

int main() {
  const coverage::Page page =
      coverage::run_study(0, [](const std::string& row) { std::fprintf(stderr, "%s\n", row.c_str()); });
  std::fwrite(page.text.data(), 1, page.text.size(), stdout);
  std::fprintf(stderr, "%zu judged, %zu missed, %zu of them again\n", page.judged, page.failed, page.refuted);
  return page.refuted == 0 ? 0 : 1;
}
