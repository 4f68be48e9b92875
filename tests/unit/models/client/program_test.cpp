// The program of a request: its steps, flattened.
#include <gtest/gtest.h>

#include "models/ports/application.hpp"
#include "sim/random/distribution.hpp"
#include "tests/support/run_context_builder.hpp"

namespace models {
namespace {

using Kind = ProgramPhase::Kind;

TEST(Program, LeavesOutWhatIsZeroForEveryRequest) {
  Application application = test_support::one_step_application();
  application.containers.emplace_back("db", test_support::container_of());
  application.request.push_back({"db", sim::random::constant({}), test_support::step_in("db").wait});
  application.request.push_back({"db", sim::random::exponential_with_mean(sim::Duration::milliseconds(5)), {}});
  const Program program{application};
  ASSERT_EQ(program.phases.size(), 5U);
  EXPECT_EQ(program.demands(), 4U);
  const auto expect_phase = [&](std::size_t index, Kind kind, std::uint32_t container, std::uint32_t step) {
    EXPECT_EQ(program.phases[index].kind, kind) << index;
    EXPECT_EQ(program.phases[index].container, container) << index;
    EXPECT_EQ(program.phases[index].step, step) << index;
  };
  expect_phase(0, Kind::kCpu, 0, 0);
  expect_phase(1, Kind::kWait, 0, 0);
  expect_phase(2, Kind::kWait, 1, 1);
  expect_phase(3, Kind::kCpu, 1, 2);
  expect_phase(4, Kind::kEnd, 0, 0);
}

}  // namespace
}  // namespace models
