#include "sim/random/stream.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <type_traits>
#include <vector>

#include <gtest/gtest.h>

namespace sim::random {
namespace {

static_assert(std::is_trivially_copyable_v<Stream> && sizeof(Stream) == 32);

std::vector<std::uint64_t> first_words(Stream stream, std::size_t count) {
  std::vector<std::uint64_t> words(count);
  for (std::uint64_t& word : words) {
    word = stream.next_u64();
  }
  return words;
}

// Computed by an independent Python implementation of the published algorithms (splitmix64 seeding, xoshiro256++).
TEST(Stream, FirstWordsArePinned) {
  EXPECT_EQ(first_words(Stream{0}, 4), (std::vector<std::uint64_t>{0x53175d61490b23dfU, 0x61da6f3dc380d507U,
                                                                   0x5c0fdf91ec9a7bfcU, 0x2eebf8c3bbe5e1aU}));
  EXPECT_EQ(first_words(Stream{42}, 4), (std::vector<std::uint64_t>{0xd0764d4f4476689fU, 0x519e4174576f3791U,
                                                                    0xfbe07cfb0c24ed8cU, 0xb37d9f600cd835b8U}));
}

TEST(Stream, KeysOfNamesArePinned) {
  EXPECT_EQ(stream_key(0, 0, "", ""), 0x4a6aed4db941f15U);
  EXPECT_EQ(stream_key(42, 7, "workload.web", "arrivals"), 0x110df82dde120dcU);
  EXPECT_EQ(first_words(make_stream(42, 7, "workload.web", "arrivals"), 2),
            (std::vector<std::uint64_t>{0x5e0d35050623180dU, 0xb823f878ec4b7c10U}));
}

TEST(Stream, RunsInTheCompilerAsAtRunTime) {
  constexpr std::uint64_t kInCompiler = [] {
    Stream stream{42};
    stream.next_u64();
    return stream.next_u64();
  }();
  EXPECT_EQ(kInCompiler, first_words(Stream{42}, 2)[1]);
}

TEST(Stream, EveryPartOfTheNameMatters) {
  const std::uint64_t key = stream_key(1, 2, "ab", "c");
  EXPECT_NE(key, stream_key(2, 2, "ab", "c"));
  EXPECT_NE(key, stream_key(1, 3, "ab", "c"));
  EXPECT_NE(key, stream_key(2, 1, "ab", "c"));
  EXPECT_NE(key, stream_key(1, 2, "a", "bc"));  // the border between the texts counts
  EXPECT_NE(key, stream_key(1, 2, "abc", ""));
  EXPECT_NE(key, stream_key(1, 2, "c", "ab"));
  EXPECT_EQ(key, stream_key(1, 2, "ab", "c"));
}

TEST(Stream, ManyNamesHaveDistinctKeys) {
  std::set<std::uint64_t> keys;
  for (std::uint64_t replication = 0; replication < 50; ++replication) {
    for (int component = 0; component < 50; ++component) {
      for (const char* purpose : {"arrivals", "demand.0", "demand.1", "routing"}) {
        keys.insert(stream_key(42, replication, "component-" + std::to_string(component), purpose));
      }
    }
  }
  EXPECT_EQ(keys.size(), 50U * 50U * 4U);
}

// A component that is added draws from its own stream, and no other stream can see that it did.
TEST(Stream, AddingAComponentShiftsNobody) {
  Stream web = make_stream(42, 0, "web", "arrivals");
  const std::vector<std::uint64_t> alone = first_words(web, 100);
  std::vector<std::uint64_t> beside;
  Stream added = make_stream(42, 0, "batch", "arrivals");
  for (int i = 0; i < 100; ++i) {
    added.next_u64();
    beside.push_back(web.next_u64());
    added.next_u64();
  }
  EXPECT_EQ(alone, beside);
}

double correlation(Stream a, Stream b, int draws) {
  double sum = 0.0;
  for (int i = 0; i < draws; ++i) {
    sum += (a.uniform01() - 0.5) * (b.uniform01() - 0.5);
  }
  return 12.0 * sum / draws;  // the variance of a uniform is 1/12
}

// The correlation of n independent pairs has standard deviation 1/sqrt(n); 45 pairs of names, 5 of them allowed.
TEST(Stream, StreamsOfNeighbouringNamesAreUncorrelated) {
  constexpr int kDraws = 100'000;
  const double allowed = 5.0 / std::sqrt(static_cast<double>(kDraws));
  for (std::uint64_t i = 0; i < 10; ++i) {
    for (std::uint64_t j = i + 1; j < 10; ++j) {
      EXPECT_LT(std::abs(correlation(make_stream(i, 0, "a", "x"), make_stream(j, 0, "a", "x"), kDraws)), allowed);
      EXPECT_LT(std::abs(correlation(numbered_stream(9, i), numbered_stream(9, j), kDraws)), allowed);
    }
  }
}

// The first uniform of numbered streams is itself a uniform sample: 100 cells, chi-square with 99 degrees of freedom
// (mean 99, standard deviation 14); 99 + 5 x 14 is passed by chance once in more than a hundred thousand seeds.
TEST(Stream, FirstDrawsOfNumberedStreamsAreUniform) {
  constexpr int kStreams = 100'000;
  std::vector<int> cells(100);
  for (std::uint64_t i = 0; i < kStreams; ++i) {
    ++cells[static_cast<std::size_t>(numbered_stream(123, i).uniform01() * 100.0)];
  }
  double chi_square = 0.0;
  for (const int seen : cells) {
    const double off = seen - kStreams / 100.0;
    chi_square += off * off / (kStreams / 100.0);
  }
  EXPECT_LT(chi_square, 170.0);
  EXPECT_GT(chi_square, 45.0);
}

TEST(Stream, Uniform01IsAnOddMultipleInsideTheUnitInterval) {
  Stream stream{3};
  double sum = 0.0;
  double squares = 0.0;
  constexpr int kDraws = 1'000'000;
  for (int i = 0; i < kDraws; ++i) {
    const double u = stream.uniform01();
    ASSERT_GT(u, 0.0);
    ASSERT_LT(u, 1.0);
    ASSERT_EQ(std::fmod(u * 0x1p53, 2.0), 1.0);
    ASSERT_EQ(1.0 - (1.0 - u), u);
    sum += u;
    squares += (u - 0.5) * (u - 0.5);
  }
  EXPECT_NEAR(sum / kDraws, 0.5, 5.0 * std::sqrt(1.0 / 12 / kDraws));
  EXPECT_NEAR(squares / kDraws, 1.0 / 12, 5.0 * std::sqrt(1.0 / 180 / kDraws));  // Var (U - 1/2)^2 = 1/80 - 1/144
}

TEST(Stream, UniformBelowReachesEveryValueEqually) {
  for (const std::uint64_t bound : {1U, 2U, 3U, 7U, 10U, 64U}) {
    Stream stream{bound};
    std::vector<int> cells(bound);
    constexpr int kDraws = 64'000;
    for (int i = 0; i < kDraws; ++i) {
      const std::uint64_t value = stream.uniform_below(bound);
      ASSERT_LT(value, bound);
      ++cells[value];
    }
    const double expected = kDraws / static_cast<double>(bound);
    for (const int seen : cells) {
      EXPECT_NEAR(seen, expected, 5.0 * std::sqrt(expected) + 1e-9) << "of " << bound;
    }
  }
}

// With a bound of 3 x 2^62, four words would fall on three values: without rejection every third value would come up
// half of the time instead of a third.
TEST(Stream, UniformBelowIsUnbiasedForHugeBounds) {
  const std::uint64_t bound = 3ULL << 62;
  Stream stream{5};
  int even = 0;
  constexpr int kDraws = 100'000;
  int multiples_of_three = 0;
  for (int i = 0; i < kDraws; ++i) {
    const std::uint64_t value = stream.uniform_below(bound);
    ASSERT_LT(value, bound);
    even += value % 2 == 0 ? 1 : 0;
    multiples_of_three += value % 3 == 0 ? 1 : 0;
  }
  EXPECT_NEAR(even, kDraws / 2.0, 5.0 * std::sqrt(kDraws / 4.0));
  EXPECT_NEAR(multiples_of_three, kDraws / 3.0, 5.0 * std::sqrt(kDraws * 2.0 / 9.0));
}

}  // namespace
}  // namespace sim::random
