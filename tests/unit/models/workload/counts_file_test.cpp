// Reading count files: the real one to the last request, and broken ones with a message each.
#include "models/workload/counts_file.hpp"

#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

#include "tests/unit/models/workload/workload_support.hpp"

namespace {

using models::workload::CountsOptions;
using models::workload::CountsResult;
using models::workload::file_time_to_text;
using models::workload::parse_file_time;
using models::workload::read_counts;

CountsResult read_worldcup(const CountsOptions& options) {
  const std::string path =
      workload_test::source_folder() + "/scenarios/library/data/worldcup98/invocation_count_1998-06-08_06-12.csv";
  return read_counts(models::workload::read_text_file(path), "worldcup.csv", options);
}

TEST(CountsFile, ReadsTheWorldCupToTheLastRequest) {
  const CountsResult result = read_worldcup({});
  ASSERT_TRUE(result.problems.empty()) << result.problems.front();
  const std::vector<std::int64_t>& counts = result.table.counts;
  ASSERT_EQ(counts.size(), 7'200U);
  EXPECT_EQ(result.table.interval, sim::Duration::seconds(60));
  EXPECT_EQ(result.table.first, 897'264'000'000'000'000);  // 1998-06-08 00:00:00 UTC
  EXPECT_EQ(std::accumulate(counts.begin(), counts.end(), std::int64_t{0}), 188'211'835);
  EXPECT_EQ(*std::max_element(counts.begin(), counts.end()), 128'565);
  EXPECT_EQ(*std::min_element(counts.begin(), counts.end()), 3'412);
  const std::int64_t days[] = {15'138'599, 20'527'121, 52'291'414, 52'023'130, 48'231'571};
  for (std::ptrdiff_t day = 0; day < 5; ++day) {
    const auto begin = counts.begin() + 1'440 * day;
    EXPECT_EQ(std::accumulate(begin, begin + 1'440, std::int64_t{0}), days[day]) << day;
  }
}

TEST(CountsFile, InterpolatesTheMinutesThatTheLogCutLost) {
  CountsOptions options;
  options.interpolate = {"1998-06-10 22:00:00", "1998-06-10T21:59:00Z"};
  const CountsResult result = read_worldcup(options);
  ASSERT_TRUE(result.interpolate_problems.empty());
  const std::size_t minute = 2 * 1'440 + 21 * 60 + 59;
  EXPECT_EQ(result.table.counts[minute - 1], 34'316);
  EXPECT_EQ(result.table.counts[minute], 35'166);
  EXPECT_EQ(result.table.counts[minute + 1], 36'017);
  EXPECT_EQ(result.table.counts[minute + 2], 36'867);
  const auto begin = result.table.counts.begin() + 2 * 1'440;
  EXPECT_EQ(std::accumulate(begin, begin + 1'440, std::int64_t{0}), 52'310'512);
}

TEST(CountsFile, ReadsSecondsByteOrderMarksAndForeignLineEnds) {
  const CountsResult result = read_counts("\xEF\xBB\xBFperiod,count\r\n0,5\r\n300, 7\r\n\r\n600,0", "a.csv", {});
  ASSERT_TRUE(result.problems.empty()) << result.problems.front();
  EXPECT_EQ(result.table.interval, sim::Duration::minutes(5));
  EXPECT_EQ(result.table.counts, (std::vector<std::int64_t>{5, 7, 0}));
  EXPECT_FALSE(result.table.is_dated);
}

TEST(CountsFile, AGapIsAnErrorOrZeroAsAsked) {
  const std::string text = "period,count\n0,5\n60,6\n240,7\n";
  const CountsResult strict = read_counts(text, "a.csv", {});
  ASSERT_EQ(strict.problems.size(), 1U);
  EXPECT_EQ(strict.problems[0].substr(0, 45), "a.csv:4: 2 interval(s) before 240 are missing");
  CountsOptions options;
  options.missing_is_zero = true;
  EXPECT_EQ(read_counts(text, "a.csv", options).table.counts, (std::vector<std::int64_t>{5, 6, 0, 0, 7}));
}

struct BadFile {
  const char* text = "";
  const char* expected = "";
};

TEST(CountsFile, SaysWhereAndWhatIsWrong) {
  const BadFile files[] = {
      {"", "a.csv:1: the file has no rows"},
      {"period,count\n", "a.csv:1: the file has no rows"},
      {"time,requests\n0,1\n60,2\n",
       "a.csv:1: 'time' is no period; write it as 1998-06-10 21:59:00 (UTC) or as whole "
       "seconds; a header must read 'period,count'"},
      {"0,1\n60\n", "a.csv:2: expected two columns, period,count; found 1 in '60'"},
      {"0,1\n60,2,3\n", "a.csv:2: expected two columns, period,count; found 3 in '60,2,3'"},
      {"0,1\n60,\n", "a.csv:2: no count; write 0"},
      {"0,1\n60,-2\n", "a.csv:2: '-2' is no count"},
      {"0,1\n60,2.5\n", "a.csv:2: '2.5' is no count"},
      {"0,1\n60,nan\n", "a.csv:2: 'nan' is no count"},
      {"0,1\n60,99999999999999999999\n", "a.csv:2: the count 99999999999999999999 is above 1000000000"},
      {"0,1\n60,2\n60,3\n", "a.csv:3: 60 stands in line 2 already"},
      {"0,1\n120,2\n60,3\n", "a.csv:3: 60 comes after 120 in line 2; rows must be in order of time"},
      {"60,1\n0,2\n", "a.csv:2: 0 is not after the row before it"},
      {"0,1\n60,2\n150,3\n", "a.csv:3: 150 does not begin an interval"},
      {"0,1\n", "a.csv:1: with a single row the interval can't be inferred"},
      {"1998-02-30 00:00:00,1\n", "a.csv:1: '1998-02-30 00:00:00' is no period"},
      {"1998-06-10 24:00:00,1\n", "a.csv:1: '1998-06-10 24:00:00' is no period"},
      {"1998-06-10 00:00:00+02:00,1\n", "a.csv:1: '1998-06-10 00:00:00+02:00' is no period"},
      {"1998-06-10,1\n897523200,1\n", "a.csv:2: dates and plain seconds are mixed"},
  };
  for (const BadFile& file : files) {
    const CountsResult result = read_counts(file.text, "a.csv", {});
    ASSERT_FALSE(result.problems.empty()) << file.text;
    EXPECT_EQ(result.problems[0].substr(0, std::string{file.expected}.size()), file.expected);
  }
  const CountsResult wide = read_counts(std::string_view{"0\0,\0", 4}, "a.csv", {});
  ASSERT_EQ(wide.problems.size(), 1U);
  EXPECT_EQ(wide.problems[0].substr(0, 35), "a.csv:1: the file holds NUL bytes; ");
}

TEST(CountsFile, ListsTenProblemsAndCountsTheRest) {
  std::string text = "period,count\n";
  for (int i = 0; i < 25; ++i) {
    text += "x,1\n";
  }
  const CountsResult result = read_counts(text, "a.csv", {});
  ASSERT_EQ(result.problems.size(), 11U);
  EXPECT_EQ(result.problems.back(), "a.csv: 15 more problems");
}

TEST(CountsFile, RefusesToInterpolateWhatItCannot) {
  CountsOptions options;
  options.interpolate = {"0", "90", "soon", "600"};
  const CountsResult result = read_counts("0,1\n60,2\n120,3\n", "a.csv", options);
  ASSERT_EQ(result.interpolate_problems.size(), 4U);
  EXPECT_EQ(result.interpolate_problems[0], "'90' is no interval of a.csv, which runs from 0 to 180");
  EXPECT_EQ(result.interpolate_problems[1].substr(0, 19), "'soon' is no period");
  EXPECT_EQ(result.interpolate_problems[2], "'600' is no interval of a.csv, which runs from 0 to 180");
  EXPECT_EQ(result.interpolate_problems[3],
            "0 is at the beginning of a.csv and has no neighbour there to interpolate from");
}

TEST(FileTime, IsReadAndWrittenBack) {
  for (const char* text : {"1998-06-10 21:59:00", "1969-12-31 23:59:59", "2000-02-29 00:00:00"}) {
    const auto time = parse_file_time(text);
    ASSERT_TRUE(time.has_value()) << text;
    EXPECT_EQ(file_time_to_text(*time, true), text);
  }
  EXPECT_EQ(parse_file_time("1998-06-10"), parse_file_time("1998-06-10T00:00:00Z"));
  for (const char* text : {"", "Z", "1998-6-10", "1998-13-01", "1998-06-10 21:59", "99999999999", "1e9", "12:00"}) {
    EXPECT_FALSE(parse_file_time(text).has_value()) << text;
  }
}

}  // namespace
