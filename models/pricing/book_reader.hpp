// Reads a folder of price CSV files into tables. The generator runs it at build time, `--prices DIR` at run time: the
// same code, so that both give the same book.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "models/pricing/book_tables.hpp"
#include "models/pricing/csv.hpp"

namespace models::pricing {

/// Owns what the tables point into.
struct BookData {
  std::set<std::string, std::less<>> strings{};
  std::vector<std::string_view> texts{};
  std::vector<PriceRecord> prices{};
  std::vector<InstanceType> instances{};
  std::vector<SpotRecord> spot{};
  std::vector<FargateSize> fargate_sizes{};
  std::vector<Allowance> allowances{};
  std::vector<SourceRecord> sources{};
  std::string content{};  ///< of all files, as they were read: what tells this book from another

  /// A copy of `text` that lives as long as this object.
  std::string_view keep(std::string_view text);
  BookTables tables() const;
};

struct BookRead {
  std::shared_ptr<const BookData> data{};  ///< null where there are problems
  Problems problems{};
};

/// Reads ec2.csv, ec2_spot.csv, fargate.csv, lambda.csv, other.csv, instances.csv, trunking.csv, fargate_sizes.csv,
/// allowances.csv and sources.csv (book/README.md describes them). Reports everything that is wrong, not only the
/// first.
BookRead read_book(const std::string& folder);

/// Part of read_book(): one file, whose text joins the book's content.
CsvTable read_table(const std::string& folder, std::string_view file, std::string_view header, BookData& data,
                    Problems& problems);
/// Parts of read_book(): instances.csv, trunking.csv and fargate_sizes.csv; types without a CoreMark figure take their
/// base family's.
void read_instances(const std::string& folder, BookData& data, Problems& problems);
void read_fargate_sizes(const std::string& folder, BookData& data, Problems& problems);

}  // namespace models::pricing
