#include <cmath>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/terminal/comparison_text.hpp"
#include "reports/terminal/progress.hpp"
#include "reports/terminal/sparkline.hpp"
#include "reports/terminal/table.hpp"
#include "tests/support/synthetic_model.hpp"

namespace reports {
namespace {

std::size_t widest_line(const std::string& text) {
  std::size_t widest = 0;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = text.find('\n', begin);
    widest = std::max(widest, display_width(text.substr(begin, end - begin)));
    begin = end + 1;
  }
  return widest;
}

bool is_ascii(const std::string& text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80U) {
      return false;
    }
  }
  return true;
}

TEST(ComparisonText, HasNoEscapeUnlessColourIsAskedFor) {
  const ReportModel model = synthetic::model();
  EXPECT_THAT(comparison_text(model, {.color = false}), testing::Not(testing::HasSubstr("\x1b")));
  EXPECT_THAT(comparison_text(model, {.color = true}), testing::HasSubstr("\x1b[1m"));
}

TEST(ComparisonText, StaysWithinTheTerminal) {
  const ReportModel model = synthetic::model();
  for (const std::size_t width : {60U, 80U, 100U, 140U}) {
    EXPECT_LE(widest_line(comparison_text(model, {.color = false, .unicode = true, .width = width})), width);
    EXPECT_LE(widest_line(comparison_text(model, {.color = false, .unicode = false, .width = width})), width);
  }
}

TEST(ComparisonText, IsAsciiWhereUnicodeIsOff) {
  EXPECT_TRUE(is_ascii(comparison_text(synthetic::model(), {.color = false, .unicode = false, .width = 80})));
}

TEST(ComparisonText, AnswersTheQuestion) {
  const std::string text = comparison_text(synthetic::model(), {});
  for (const char* part : {"Which launch type", "Cost per month", "Latency p99", "SLO met (300 ms)",
                           "Cost per hour over", "warning: warm_up", "sampling error"}) {
    EXPECT_THAT(text, testing::HasSubstr(part));
  }
}

TEST(ComparisonText, OfOneReplicationShowsNoIntervals) {
  EXPECT_THAT(comparison_text(synthetic::model(1), {}), testing::Not(testing::HasSubstr("±")));
}

TEST(Table, AlignsAndRules) {
  Table table;
  table.column("name").column("cost", Align::kRight);
  table.row({{"ec2"}, {"1.50"}}).row({{"fargate"}, {"12.00"}}).row({{"short row"}});
  EXPECT_EQ(table.text({.color = false, .unicode = false, .width = 80}),
            "name        cost\n"
            "----------------\n"
            "ec2         1.50\n"
            "fargate    12.00\n"
            "short row\n");
}

TEST(Table, WrapsItsLastColumnUnderItself) {
  Table table;
  table.column("name").column("what it does", Align::kLeft, true);
  table.row({{"round_robin"}, {"gives each request to the next target in turn"}});
  EXPECT_EQ(table.text({.color = false, .unicode = false, .width = 40}),
            "name         what it does\n"
            "----------------------------------------\n"
            "round_robin  gives each request to the\n"
            "             next target in turn\n");
}

TEST(Table, RepeatsItsFirstColumnWhereTheOthersDoNotFit) {
  Table table;
  table.column("").column("aaaaaaaa").column("bbbbbbbb");
  table.row({{"row"}, {"1"}, {"2"}});
  const TerminalStyle narrow{.color = false, .unicode = false, .width = 16};
  EXPECT_FALSE(table.fits(narrow));
  EXPECT_EQ(table.text(narrow),
            "     aaaaaaaa\n-------------\nrow  1\n\n"
            "     bbbbbbbb\n-------------\nrow  2\n");
}

TEST(Shortened, KeepsWhatTellsNamesApart) {
  EXPECT_EQ(shortened("fargate", 7, {}), "fargate");
  EXPECT_EQ(shortened("größer als", 7, {}), "größer…");
  EXPECT_EQ(shortened_name("a_long_name_for_fargate_1", 11, {}), "a_lon…ate_1");
  EXPECT_EQ(shortened_name("größe_und_größe", 9, {.color = false, .unicode = false}), "größ~röße");
  EXPECT_EQ(shortened_name("abcdef", 3, {}), "ab…");
}

TEST(Sparkline, GoesFromTheFloorToTheTop) {
  EXPECT_EQ(sparkline({0.0, 1.0, 4.0, 8.0}, 8.0, 10, {}), "▁▁▄█");
  EXPECT_EQ(sparkline({0.0, 8.0}, 8.0, 10, {.color = false, .unicode = false}), "_#");
  EXPECT_EQ(sparkline({1.0, 3.0, 8.0, 8.0}, 8.0, 2, {}), "▂█") << "means of two";
  EXPECT_EQ(sparkline({std::nan(""), 8.0}, 8.0, 2, {}), " █");
  EXPECT_EQ(sparkline({}, 8.0, 10, {}), "");
  EXPECT_EQ(sparkline({0.0}, 0.0, 10, {}), "▁");
}

struct Recorder {
  double now = 0.0;
  std::vector<std::string> written{};

  Progress::Settings settings(bool terminal) {
    Progress::Settings settings;
    settings.terminal = terminal;
    settings.write = [this](std::string_view text) { written.emplace_back(text); };
    settings.now_s = [this] { return now; };
    return settings;
  }
};

TEST(Progress, DrawsAtMostTenTimesASecondOnATerminal) {
  Recorder recorder;
  Progress progress{"simulating", 1'000, recorder.settings(true)};
  for (int i = 1; i <= 1'000; ++i) {
    recorder.now = 0.001 * i;
    progress.advance(1, 100);
  }
  EXPECT_GE(recorder.written.size(), 9U);
  EXPECT_LE(recorder.written.size(), 11U);
  EXPECT_EQ(recorder.written.back().front(), '\r');
  EXPECT_THAT(recorder.written.back(), testing::HasSubstr("requests/s"));
  EXPECT_THAT(recorder.written.back(), testing::HasSubstr("left"));
  progress.finish();
  EXPECT_EQ(recorder.written.back(), "\r\x1b[K");
}

TEST(Progress, ElsewhereWritesALinePerTenPercent) {
  Recorder recorder;
  Progress progress{"simulating", 1'000, recorder.settings(false)};
  for (int i = 1; i <= 1'000; ++i) {
    recorder.now = 0.01 * i;
    progress.advance(1, 2'000);
  }
  progress.finish();
  ASSERT_EQ(recorder.written.size(), 10U);
  EXPECT_EQ(recorder.written[4], "simulating: 50 %, 200,000 requests/s, 0:05 left\n");
  EXPECT_EQ(recorder.written[9], "simulating: 100 %, 200,000 requests/s, 0:00 left\n");
}

TEST(Progress, ElsewhereAlsoSaysThatItIsAliveEveryThirtySeconds) {
  Recorder recorder;
  Progress progress{"simulating", 1'000'000, recorder.settings(false)};
  for (int i = 1; i <= 95; ++i) {
    recorder.now = i;
    progress.advance(1, 1);
  }
  EXPECT_EQ(recorder.written.size(), 3U);
}

TEST(Progress, CountsFromManyThreads) {
  Recorder recorder;
  Progress progress{"simulating", 40'000, recorder.settings(false)};
  std::vector<std::thread> workers;
  for (int w = 0; w < 4; ++w) {
    workers.emplace_back([&progress] {
      for (int i = 0; i < 9'999; ++i) {
        progress.advance(1, 1);
      }
    });
  }
  for (std::thread& worker : workers) {
    worker.join();
  }
  recorder.now = 1.0;
  progress.advance(4, 4);
  ASSERT_FALSE(recorder.written.empty());
  EXPECT_EQ(recorder.written.back(), "simulating: 100 %, 40,000 requests/s, 0:00 left\n");
}

}  // namespace
}  // namespace reports
