// Clients that hang up: where their requests stood, and what that leaves to the others. Figures by hand.
#include <vector>

#include <gtest/gtest.h>

#include "sim/random/stream.hpp"
#include "tests/unit/models/worker/pool_world.hpp"

namespace models::worker {
namespace {

using sim::literals::operator""_ms;

TEST(CancelledRequests, OneInTheQueueLeavesItToTheNext) {
  Pool pool{limits(1)};
  const RequestId first = pool.offer({10}).value();
  const RequestId second = pool.offer({10}).value();
  const RequestId third = pool.offer({10}).value();
  pool.run_to_ms(4);
  pool.workers.cancel(second, pool.run.kernel.now());
  EXPECT_EQ(pool.workers.outstanding(pool.replica), 2);
  pool.run_to_end();
  EXPECT_EQ(pool.ended, (std::vector<Ended>{
                            {second, End::kAborted, 4.0}, {first, End::kServed, 10.0}, {third, End::kServed, 20.0}}));
}

TEST(CancelledRequests, OneInServiceGivesItsPlaceToTheQueueAtOnce) {
  Pool pool{limits(1)};
  const RequestId first = pool.offer({10}).value();
  const RequestId second = pool.offer({5}).value();
  pool.run_to_ms(4);
  pool.workers.cancel(first, pool.run.kernel.now());
  EXPECT_EQ(pool.busy(), 1);
  pool.run_to_end();
  EXPECT_EQ(pool.ended, (std::vector<Ended>{{first, End::kAborted, 4.0}, {second, End::kServed, 9.0}}));
  EXPECT_EQ(pool.waits.back(), 4_ms);
  EXPECT_EQ(pool.busy(), 0);
  EXPECT_EQ(pool.workers.cpu_used_total(pool.run.kernel.now()), 9 * kMs) << "what it had received, and no more";
}

/// Two of ten seconds each share one vCPU until the first leaves at 4 s, having received 2 s; the other has 8 s left.
TEST(CancelledRequests, TheOthersOfItsContainerShareWhatItLeaves) {
  Pool pool{limits(std::nullopt)};
  const RequestId leaver = pool.offer({10'000}).value();
  const RequestId other = pool.offer({10'000}).value();
  pool.run_to_ms(4'000);
  pool.workers.cancel(leaver, pool.run.kernel.now());
  EXPECT_EQ(pool.workers.cpu_used_total(pool.run.kernel.now()), 4'000 * kMs);
  pool.run_to_end();
  EXPECT_EQ(pool.ended.back(), (Ended{other, End::kServed, 12'000.0}));
  EXPECT_EQ(pool.workers.cpu_used_total(pool.run.kernel.now()), 12'000 * kMs);
}

TEST(CancelledRequests, OneThatWaitsForSomethingElseWaitsNoLonger) {
  Pool pool{limits(1)};
  const RequestId first = pool.offer({10, 100}).value();
  const RequestId second = pool.offer({10, 1}).value();
  pool.run_to_ms(50);
  pool.workers.cancel(first, pool.run.kernel.now());
  pool.run_to_end();
  EXPECT_EQ(pool.ended, (std::vector<Ended>{{first, End::kAborted, 50.0}, {second, End::kServed, 61.0}}));
}

/// One that has nothing to do there comes to its end at the instant at which it gets the place.
TEST(CancelledRequests, TheNextInLineMayEndInTheSameInstant) {
  Pool pool{limits(1)};
  const RequestId first = pool.offer({10}).value();
  const RequestId empty = pool.offer({0}).value();
  const RequestId last = pool.offer({5}).value();
  pool.run_to_ms(4);
  pool.workers.cancel(first, pool.run.kernel.now());
  pool.run_to_end();
  EXPECT_EQ(pool.ended,
            (std::vector<Ended>{{first, End::kAborted, 4.0}, {empty, End::kServed, 4.0}, {last, End::kServed, 9.0}}));
}

/// A crowd in one container of which every third hangs up at some time: those who stay end as if the others had only
/// brought the work that they received. The last one ends when all that work is done.
TEST(CancelledRequests, ACrowdLosesNeitherWorkNorRequests) {
  Pool pool{limits(std::nullopt)};
  sim::random::Stream stream{42};
  std::vector<RequestId> impatient;
  constexpr std::int64_t kCrowd = 300;
  for (std::int64_t i = 0; i < kCrowd; ++i) {
    const RequestId request = pool.offer({1'000 + static_cast<std::int64_t>(stream.uniform_below(1'000))}).value();
    if (i % 3 == 0) {
      impatient.push_back(request);
    }
  }
  for (std::size_t i = 0; i < impatient.size(); ++i) {
    pool.run_to_ms(static_cast<std::int64_t>(i) * 100);
    pool.workers.cancel(impatient[i], pool.run.kernel.now());
  }
  pool.run_to_end();
  ASSERT_EQ(pool.ended.size(), static_cast<std::size_t>(kCrowd));
  EXPECT_EQ(pool.run.requests.in_use(), 0U);
  const auto used = static_cast<std::int64_t>(pool.workers.cpu_used_total(pool.run.kernel.now()));
  // One vCPU was never idle until the end; the rate of one request among n is cut to 2^-32 vCPU.
  const double end_ms = pool.ended.back().at_ms;
  EXPECT_NEAR(static_cast<double>(used) * 1e-6, end_ms, end_ms * static_cast<double>(kCrowd) * 0x1p-32);
  EXPECT_EQ(pool.workers.outstanding(pool.replica), 0);
}

}  // namespace
}  // namespace models::worker
