// What the ledger says of the measured window after it has ended: only what measured requests met there, but for cold
// starts, which are theirs whenever they meet one.
#include "models/client/ledger.hpp"

#include <gtest/gtest.h>

namespace models::client {
namespace {

Counts offered(std::int64_t requests) {
  Counts counts;
  counts.offered = requests;
  return counts;
}

TEST(Ledger, AColdStartAfterTheWindowIsStillAMeasuredRequests) {
  Ledger ledger{1, sim::Duration::max()};
  ledger.begin_measuring();
  Request of_the_window;
  of_the_window.measured = true;
  ledger.offered(of_the_window);
  ledger.end_measuring();
  Request of_the_drain;
  ledger.offered(of_the_drain);
  ledger.cold_start(of_the_window);
  ledger.cold_start(of_the_drain);
  EXPECT_EQ(ledger.measured_counts().cold_starts, 1);
  ledger.completed(of_the_window, sim::Duration::seconds(1));
  EXPECT_EQ(ledger.measured_counts().completed, 0) << "it was open when the window ended";
  EXPECT_EQ(ledger.measured().open_at_end, 1);
  EXPECT_EQ(ledger.measured_open(), 0);
}

/// Ten came in the window, and three while they drained. Who came first ends first.
TEST(Ledger, RatesThatAreRejectedInTheDrainWereOpenAtTheEndOfTheWindow) {
  Ledger ledger{1, sim::Duration::max()};
  ledger.begin_measuring();
  Counts window = offered(12);
  window.rejected = 2;
  ledger.book(0, window);
  ledger.end_measuring();
  Counts drain = offered(3);
  drain.rejected = 4;
  drain.timed_out = 1;
  drain.completed = 2;
  EXPECT_EQ(ledger.book(0, drain), 2) << "of the window's";
  EXPECT_EQ(ledger.measured_counts().offered, 12);
  EXPECT_EQ(ledger.measured_counts().rejected, 2);
  EXPECT_EQ(ledger.measured_counts().timed_out, 0);
  EXPECT_EQ(ledger.measured_counts().completed, 0);
  EXPECT_EQ(ledger.measured().open_at_end, 10);
  const Attempts attempts = ledger.measured_attempts();
  EXPECT_EQ(attempts.sent, 12);
  EXPECT_EQ(attempts.rejected, 2);
  EXPECT_EQ(attempts.timed_out, 0);
  EXPECT_EQ(attempts.open_at_end, 10);
  EXPECT_EQ(ledger.measured_open(), 3) << "10 - 4 - 1 - 2";
  EXPECT_EQ(ledger.open(), 6);
  ledger.check_booked(0, 15);
}

TEST(LedgerDeathTest, ARequestThatNobodyBookedEndsTheProgram) {
  Ledger ledger{2, sim::Duration::max()};
  ledger.book(0, offered(3));
  ledger.check_booked(0, 3);
  EXPECT_DEATH(ledger.check_booked(1, 1), "rates");
}

}  // namespace
}  // namespace models::client
