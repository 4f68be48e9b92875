#include "models/pricing/price_book.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/ports/skus.hpp"
#include "models/pricing/sku_info.hpp"

namespace {

using models::MeterKey;
using models::pricing::BookTables;
using models::pricing::Confidence;
using models::pricing::Lookup;
using models::pricing::price_book_from_folder;
using models::pricing::PriceBook;
using models::pricing::PriceBookRead;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
namespace sku = models::sku;
namespace fs = std::filesystem;

MeterKey key(std::string_view name, std::string_view variant = {}, std::string_view option = sku::kOnDemand) {
  return {std::string{name}, std::string{variant}, std::string{option}};
}

fs::path book_folder() {
  const char* source = std::getenv("HEADROOM_SOURCE");
  return fs::path{source != nullptr ? source : "."} / "models/pricing/book";
}

// A copy of the book that a test may spoil.
class SpoiltBook : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path{testing::TempDir()} /
              ("headroom_book_" + std::string{testing::UnitTest::GetInstance()->current_test_info()->name()});
    fs::remove_all(folder_);
    fs::copy(book_folder(), folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  void replace(const std::string& file, const std::string& what, const std::string& by) {
    std::ostringstream content;
    content << std::ifstream{folder_ / file, std::ios::binary}.rdbuf();
    std::string text = content.str();
    const auto found = text.find(what);
    ASSERT_NE(found, std::string::npos) << what;
    text.replace(found, what.size(), by);
    std::ofstream{folder_ / file, std::ios::binary} << text;
  }
  void append(const std::string& file, const std::string& line) {
    std::ofstream{folder_ / file, std::ios::binary | std::ios::app} << line << '\n';
  }
  std::vector<std::string> problems() const {
    const PriceBookRead read = price_book_from_folder(folder_.string());
    EXPECT_EQ(read.book.has_value(), read.problems.empty());
    return read.problems;
  }

  fs::path folder_{};
};

template <class T>
void expect_same(std::span<const T> a, std::span<const T> b) {
  EXPECT_TRUE(std::equal(a.begin(), a.end(), b.begin(), b.end()));
  EXPECT_FALSE(a.empty());
}

TEST(PriceBook, TheCompiledTablesAreTheCsvFiles) {
  const PriceBookRead read = price_book_from_folder(book_folder().string());
  ASSERT_TRUE(read.book) << read.problems.front();
  const BookTables& parsed = read.book->tables();
  const BookTables compiled = PriceBook::embedded().tables();
  expect_same(parsed.texts, compiled.texts);
  expect_same(parsed.prices, compiled.prices);
  expect_same(parsed.instances, compiled.instances);
  expect_same(parsed.spot, compiled.spot);
  expect_same(parsed.fargate_sizes, compiled.fargate_sizes);
  expect_same(parsed.allowances, compiled.allowances);
  expect_same(parsed.sources, compiled.sources);
}

TEST(PriceBook, CoversSixRegions) {
  EXPECT_THAT(PriceBook::embedded().regions(),
              ElementsAre("ap-northeast-1", "ap-southeast-1", "eu-central-1", "eu-west-1", "us-east-1", "us-west-2"));
}

TEST(PriceBook, ARowSaysWhatABillAndAReaderNeed) {
  const Lookup lookup = PriceBook::embedded().find("us-east-1", key(sku::kEc2Instance, "m7i.large"));
  ASSERT_TRUE(lookup.row) << lookup.problem;
  EXPECT_EQ(lookup.row->price.pico(), 100'800'000'000);
  EXPECT_EQ(lookup.row->pricing_unit, "Hours");
  EXPECT_EQ(lookup.row->base_units_per_pricing_unit, 3'600'000);
  EXPECT_EQ(lookup.row->service, "Amazon Elastic Compute Cloud");
  EXPECT_EQ(lookup.row->category, "Compute");
  EXPECT_EQ(lookup.row->description, "EC2 Linux instance hours, m7i.large");
  EXPECT_EQ(lookup.row->date, "2026-07-20");
  EXPECT_THAT(std::string{lookup.row->source}, HasSubstr("karpenter"));
  EXPECT_EQ(lookup.row->confidence, Confidence::kVerified);
  EXPECT_FALSE(lookup.row->assumed);
}

// aws-behaviour 1.17: 17 prices of the offer of 2025-04-04 as ec2.shop published it: another source than the book's.
TEST(PriceBook, AgreesWithAnotherSourceOnEc2) {
  const std::vector<std::pair<std::string, std::int64_t>> published = {
      {"t3.micro", 10'400},     {"t3.medium", 41'600},    {"t3.large", 83'200},    {"t4g.medium", 33'600},
      {"m5.large", 96'000},     {"m6i.large", 96'000},    {"m7i.large", 100'800},  {"m7g.large", 81'600},
      {"c5.large", 85'000},     {"c6i.large", 85'000},    {"c7g.large", 72'500},   {"r5.large", 126'000},
      {"r6i.large", 126'000},   {"c6g.4xlarge", 544'000}, {"m5.4xlarge", 768'000}, {"c5.4xlarge", 680'000},
      {"r5.4xlarge", 1'008'000}};
  for (const auto& [type, micro] : published) {
    const Lookup lookup = PriceBook::embedded().find("us-east-1", key(sku::kEc2Instance, type));
    ASSERT_TRUE(lookup.row) << lookup.problem;
    EXPECT_EQ(lookup.row->price.pico(), micro * 1'000'000) << type;
  }
}

TEST(PriceBook, EverySkuHasAPriceInEveryRegion) {
  const PriceBook book = PriceBook::embedded();
  for (const std::string& region : book.regions()) {
    for (const models::pricing::SkuInfo& info : models::pricing::sku_infos()) {
      const std::string name{info.sku};
      const bool by_architecture = name.starts_with("fargate_v") || name.starts_with("fargate_m") ||
                                   name == sku::kLambdaDuration || name == sku::kLambdaProvisionedConcurrency ||
                                   name == sku::kEc2SurplusCredits;
      const bool by_type = name == sku::kEc2Instance || name == sku::kLambdaManagedFee;
      const std::string variant = by_type ? "m7i.large" : by_architecture ? "x86_64" : "";
      const bool is_provisioned = name == sku::kLambdaProvisionedConcurrency;
      const Lookup lookup = book.find(region, key(name, variant, is_provisioned ? sku::kProvisioned : sku::kOnDemand));
      ASSERT_TRUE(lookup.row) << lookup.problem;
      EXPECT_GT(lookup.row->price.pico(), 0) << name;
      EXPECT_FALSE(lookup.row->source.empty()) << name;
    }
  }
}

TEST(PriceBook, ASmallRowThatARegionLacksIsAssumedFromVirginia) {
  const PriceBook book = PriceBook::embedded();
  const Lookup own = book.find("ap-northeast-1", key(sku::kCloudwatchAlarm));
  ASSERT_TRUE(own.row);
  EXPECT_FALSE(own.row->assumed);
  const Lookup assumed = book.find("eu-central-1", key(sku::kCloudwatchAlarm));
  ASSERT_TRUE(assumed.row) << assumed.problem;
  EXPECT_TRUE(assumed.row->assumed);
  EXPECT_EQ(assumed.row->price.pico(), 100'000'000'000);
}

TEST(PriceBook, ARowForEverywhereIsNotAssumed) {
  const Lookup lookup = PriceBook::embedded().find("eu-central-1", key(sku::kPublicIpv4));
  ASSERT_TRUE(lookup.row) << lookup.problem;
  EXPECT_FALSE(lookup.row->assumed);
  EXPECT_EQ(lookup.row->price.pico(), 5'000'000'000);
}

TEST(PriceBook, AMissingPriceSaysWhatAndWhereAndWhatThereIs) {
  const PriceBook book = PriceBook::embedded();
  EXPECT_EQ(book.find("mars-1", key(sku::kAlbHour)).problem,
            "the price book has no region 'mars-1'; it covers ap-northeast-1, ap-southeast-1, eu-central-1, eu-west-1, "
            "us-east-1, us-west-2");
  EXPECT_EQ(book.find("us-east-1", key("alb_hours")).problem, "'alb_hours' is not a SKU that Headroom meters");
  EXPECT_EQ(book.find("us-east-1", key(sku::kFargateVcpu, "arm64", "spot")).problem,
            "no price for arm64 (fargate_vcpu, spot) in us-east-1; there it is bought as on_demand");
  EXPECT_THAT(book.find("eu-west-1", key(sku::kEc2Instance, "m7i.huge")).problem,
              HasSubstr("no price for m7i.huge (ec2_instance) in eu-west-1; there are m7i.12xlarge, m7i.16xlarge, "));
  EXPECT_EQ(book.find("eu-west-1", key(sku::kEc2Instance, "q9.large")).problem,
            "no price for q9.large (ec2_instance) in eu-west-1; the book has it nowhere");
  EXPECT_THAT(book.find("ap-southeast-1", key(sku::kEc2Instance, "m8a.large")).problem,
              HasSubstr("no price for m8a.large (ec2_instance) in ap-southeast-1; the book has it in "));
}

TEST(PriceBook, SpotIsWhatTheAdvisedSavingsLeave) {
  const PriceBook book = PriceBook::embedded();
  const auto advice = book.spot_advice("us-east-1", "m7i.large");
  ASSERT_TRUE(advice);
  const Lookup spot = book.find("us-east-1", key(sku::kEc2Instance, "m7i.large", sku::kSpot));
  ASSERT_TRUE(spot.row) << spot.problem;
  EXPECT_EQ(spot.row->price.pico(), 1'008'000'000 * (100 - advice->savings_percent));
  EXPECT_EQ(spot.row->confidence, Confidence::kDerived);
  EXPECT_FALSE(book.spot_advice("us-east-1", "m7i.huge"));
}

TEST(PriceBook, SaysHowOldItIs) {
  EXPECT_EQ(PriceBook::embedded().newest_date(), "2026-09-29");
}

TEST_F(SpoiltBook, IsReadWhenItIsNot) {
  EXPECT_THAT(problems(), ElementsAre());
}

TEST_F(SpoiltBook, ABookOfOnesOwnReplacesPrices) {
  replace("ec2.csv", "m7i.large,us-east-1,0.1008,", "m7i.large,us-east-1,0.05,");
  const PriceBookRead read = price_book_from_folder(folder_.string());
  ASSERT_TRUE(read.book) << read.problems.front();
  const Lookup lookup = read.book->find("us-east-1", key(sku::kEc2Instance, "m7i.large"));
  ASSERT_TRUE(lookup.row);
  EXPECT_EQ(lookup.row->price.pico(), 50'000'000'000);
}

TEST_F(SpoiltBook, MistakesAreNamedWithFileLineAndColumn) {
  replace("ec2.csv", "c1.medium,ap-northeast-1,0.158,", "c1.medium,ap-northeast-1,-0.158,");
  EXPECT_THAT(problems(),
              Contains(folder_.string() + "/ec2.csv:2: price_usd: '-0.158' is not a number with at most 12 decimals"));
}

TEST_F(SpoiltBook, AllMistakesAreReportedAtOnce) {
  replace("other.csv", "alb_hour,,on_demand,us-east-1,0,0.0225", "alb_hours,,on_demand,us-east-1,0,0,0225");
  replace("other.csv", "alb_lcu,,on_demand,us-east-1,0,0.008", "alb_lcux,,on_demand,us-east-1,x,0.0000000000001");
  replace("lambda.csv", "2026-09-22", "22/09/2026");
  replace("fargate_sizes.csv", "512;1024;2048", "512;1024;");
  replace("instances.csv", "x86_64", "sparc");
  append("allowances.csv", "lambda_request,0,memory,undated");
  append("other.csv", "nat_hour,,on_demand,us-east-1,0,0.1,nobody,undated,certain,");
  const std::vector<std::string> found = problems();
  EXPECT_THAT(found, Contains(HasSubstr("other.csv:6: 11 fields, expected 10")));
  EXPECT_THAT(found, Contains(HasSubstr("sku: 'alb_lcux' is not a SKU that Headroom meters")));
  EXPECT_THAT(found, Contains(HasSubstr("from_quantity: 'x' is not a whole number")));
  EXPECT_THAT(found, Contains(HasSubstr("price_usd: '0.0000000000001' is not a number with at most 12 decimals")));
  EXPECT_THAT(found, Contains(HasSubstr("lambda.csv:2: date: '22/09/2026' is not a date")));
  EXPECT_THAT(found, Contains(HasSubstr("instances.csv:2: architecture: 'sparc' is none of 'x86_64', 'arm64'")));
  EXPECT_THAT(found, Contains(HasSubstr("allowances.csv:5: quantity_per_month: '0' is out of range")));
  EXPECT_THAT(found, Contains(HasSubstr("source: 'nobody' is not an id of sources.csv")));
  EXPECT_THAT(found, Contains(HasSubstr("confidence: 'certain' is none of 'verified', 'derived', 'from_memory'")));
}

TEST_F(SpoiltBook, TheSamePriceTwiceIsAMistake) {
  append("other.csv", "nat_hour,,on_demand,us-east-1,0,0.1,memory,undated,from_memory,");
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("nat_hour  (on_demand) in us-east-1 has a price already, at ")));
}

TEST_F(SpoiltBook, TiersBeginAtZero) {
  append("other.csv", "nat_hour,,spot,us-east-1,5,0.1,memory,undated,from_memory,");
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("the first tier of nat_hour  in us-east-1 begins at 5, expected 0")));
}

TEST_F(SpoiltBook, AMissingFileIsOneProblemNotThousands) {
  fs::remove(folder_ / "ec2.csv");
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("/ec2.csv: can't be read: No such file or directory")));
  fs::remove(folder_ / "sources.csv");
  EXPECT_EQ(problems().size(), 2U);
}

TEST_F(SpoiltBook, TheHeaderIsPartOfTheFormat) {
  replace("ec2_spot.csv", "savings_percent", "savings");
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("ec2_spot.csv:1: the header must be 'instance_type,region,savings_")));
}

TEST_F(SpoiltBook, QuotesMustClose) {
  append("sources.csv", "late,\"no end");
  EXPECT_THAT(problems(), Contains(HasSubstr("a quoted field is not closed")));
}

}  // namespace
