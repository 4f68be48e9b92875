#include <cmath>
#include <limits>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/csv/reader.hpp"
#include "reports/csv/writer.hpp"

namespace reports {
namespace {

std::string error_of(const std::string& text) {
  try {
    CsvReader csv{text, "t.csv"};
    while (csv.next()) {
    }
  } catch (const CsvError& error) {
    return error.what();
  }
  return "no error";
}

TEST(CsvWriter, QuotesOnlyWhatNeedsIt) {
  StringSink sink;
  CsvWriter csv{sink, {"a", "b"}};
  csv.text("plain").text("has,comma").end_row();
  csv.text("has \"quotes\"").text("two\nlines").end_row();
  csv.finish();
  EXPECT_EQ(sink.text(), "a,b\nplain,\"has,comma\"\n\"has \"\"quotes\"\"\",\"two\nlines\"\n");
}

TEST(CsvWriter, NumbersHaveTenDigitsAndNeverInf) {
  constexpr double kInf = std::numeric_limits<double>::infinity();
  StringSink sink;
  CsvWriter csv{sink, {"n"}};
  for (const double value : {1.0 / 3.0, 86'400.0, 0.0, -0.0, std::nan(""), kInf, -kInf}) {
    csv.number(value).end_row();
  }
  EXPECT_EQ(sink.text(), "n\n0.3333333333\n86400\n0\n0\n\n\n\n");
}

TEST(CsvWriter, MoneyIsExact) {
  EXPECT_EQ(exact_decimal(0, 9), "0");
  EXPECT_EQ(exact_decimal(1'500'000'000, 9), "1.5");
  EXPECT_EQ(exact_decimal(-1, 9), "-0.000000001");
  EXPECT_EQ(exact_decimal(16'666'700, 12), "0.0000166667");
  EXPECT_EQ(exact_decimal(std::numeric_limits<std::int64_t>::min(), 9), "-9223372036.854775808");
  EXPECT_EQ(exact_decimal(123'456'789'012'345'678, 9), "123456789.012345678");
}

TEST(CsvWriter, ATableWithoutRowsHasItsHeader) {
  StringSink sink;
  CsvWriter csv{sink, {"a", "b"}};
  csv.add_column("c");
  csv.finish();
  EXPECT_EQ(sink.text(), "a,b,c\n");
}

TEST(CsvReader, GivesBackWhatTheWriterWrote) {
  StringSink sink;
  CsvWriter csv{sink, {"text", "number", "count", "flag"}};
  csv.text("x, \"y\"\r\nz").number(-2.5e-7).count(18'446'744'073'709'551'615U).flag(true).end_row();
  csv.text("").number(std::nan("")).count(0).flag(false).end_row();
  csv.finish();
  CsvReader reader{sink.text(), "t.csv"};
  const std::size_t number = reader.column("number");
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.text(reader.column("text")), "x, \"y\"\r\nz");
  EXPECT_DOUBLE_EQ(reader.number(number), -2.5e-7);
  EXPECT_EQ(reader.count(reader.column("count")), 18'446'744'073'709'551'615U);
  EXPECT_TRUE(reader.flag(reader.column("flag")));
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.text(reader.column("text")), "");
  EXPECT_TRUE(std::isnan(reader.number(number)));
  EXPECT_FALSE(reader.flag(reader.column("flag")));
  EXPECT_FALSE(reader.next());
}

TEST(CsvReader, TakesWindowsLineEnds) {
  CsvReader reader{"a,b\r\n1,2\r\n", "t.csv"};
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.text(reader.column("b")), "2");
}

TEST(CsvReader, SaysWhereAFileIsBroken) {
  EXPECT_EQ(error_of(""), "t.csv:1: the file is empty; expected a header");
  EXPECT_EQ(error_of("a,b,a\n"), "t.csv:1: column 'a' appears twice");
  EXPECT_EQ(error_of("a,b\n1,2\n3\n"), "t.csv:3: 1 cells where the header has 2");
  EXPECT_EQ(error_of("a,b\n1,2\n3,4"), "t.csv:3: the last line has no end: the file is cut off");
  EXPECT_EQ(error_of("a,b\n\"two\nlines\",2\n3\n"), "t.csv:4: 1 cells where the header has 2");
  EXPECT_EQ(error_of("a,b\n1,\"2\n"), "t.csv:2: a quote is opened and never closed");
  EXPECT_EQ(error_of("a,b\n1,x\"y\n"), "t.csv:2: cell 2 has a quote or carriage return outside of quotes");
}

TEST(CsvReader, SaysWhichCellIsNoNumber) {
  CsvReader reader{"mean,n,is\n1x,-1,yes\n", "t.csv"};
  ASSERT_TRUE(reader.next());
  const auto message = [](auto call) {
    try {
      call();
    } catch (const CsvError& error) {
      return std::string{error.what()};
    }
    return std::string{"no error"};
  };
  EXPECT_EQ(message([&] { reader.number(0); }), "t.csv:2: '1x' in column mean is not a number");
  EXPECT_EQ(message([&] { reader.count(1); }), "t.csv:2: '-1' in column n is not a whole number");
  EXPECT_EQ(message([&] { reader.flag(2); }), "t.csv:2: 'yes' in column is is neither true nor false");
  EXPECT_EQ(message([&] { reader.column("cost"); }), "t.csv:1: column 'cost' is missing");
  CsvReader infinite{"x\ninf\nnan\n", "t.csv"};
  ASSERT_TRUE(infinite.next());
  EXPECT_THROW(infinite.number(0), CsvError);
}

}  // namespace
}  // namespace reports
