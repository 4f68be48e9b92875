#include "tests/bench/ratios.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

namespace {

using bench::Ratios;

TEST(BenchRatios, AreMediansOfModelOverReference) {
  bench::Rates rates;
  for (const double rate : {1.0, 100.0, 3.0}) {
    rates.add("model_queue/10", rate);
  }
  rates.add("reference_queue/10", 4.0);
  rates.add("reference_queue/10", 8.0);
  rates.add("model_alone", 1.0);
  EXPECT_EQ(rates.ratios(), (Ratios{{"queue/10", 0.5}}));
}

TEST(BenchRatios, BaselineSurvivesWritingAndReading) {
  const Ratios kept{{"a/1", 0.25}, {"b", 2.0}};
  EXPECT_EQ(bench::parse_baseline(bench::baseline_text({{"b", 0.5}}, kept)), (Ratios{{"a/1", 0.25}, {"b", 0.5}}));
}

TEST(BenchRatios, BaselineWithAMistakeNamesItsLine) {
  for (const char* wrong : {"# fine\na\n", "# fine\na b\n", "# fine\na 0\n", "# fine\na 1 2\n", "a 1\na 2\n"}) {
    try {
      bench::parse_baseline(wrong);
      ADD_FAILURE() << wrong;
    } catch (const std::runtime_error& error) {
      EXPECT_EQ(std::string{error.what()}.rfind("line 2: ", 0), 0U) << error.what();
    }
  }
}

TEST(BenchRatios, ComparisonTellsWhatMovedBeyondNoise) {
  const std::string text = bench::comparison({{"fast", 0.6}, {"new", 1.0}, {"same", 0.54}, {"slow", 0.4}},
                                             {{"fast", 0.5}, {"same", 0.5}, {"slow", 0.5}});
  EXPECT_NE(text.find("0.6 of the reference  faster by 20 %, was 0.5\n"), std::string::npos) << text;
  EXPECT_NE(text.find("1 of the reference  (no baseline)\n"), std::string::npos) << text;
  EXPECT_NE(text.find("0.54 of the reference\n"), std::string::npos) << text;
  EXPECT_NE(text.find("0.4 of the reference  SLOWER by 20 %, was 0.5\n"), std::string::npos) << text;
}

}  // namespace
