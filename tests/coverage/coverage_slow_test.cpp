// The coverage study in full, 2,000 experiments a row: docs/coverage.md says what comes out, and no judged row misses
// twice. A miss that chance explains stays on the page.
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "tests/coverage/experiments/page.hpp"

namespace coverage {
namespace {

TEST(CoverageStudy, HoldsAndIsWhatThePageSays) {
  const char* source = std::getenv("HEADROOM_SOURCE");
  ASSERT_NE(source, nullptr) << "run by ctest, which says where the sources are";
  const Page page = run_study(0, [](const std::string&) {});
  EXPECT_EQ(page.refuted, 0U) << page.text;
  std::ifstream file{std::string{source} + "/docs/coverage.md"};
  std::ostringstream written;
  written << file.rdbuf();
  EXPECT_EQ(page.text, written.str()) << "write it anew: headroom_coverage > docs/coverage.md";
}

}  // namespace
}  // namespace coverage
