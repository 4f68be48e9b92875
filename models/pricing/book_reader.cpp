#include "models/pricing/book_reader.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

#include <fmt/core.h>

#include "models/ports/skus.hpp"
#include "models/pricing/sku_info.hpp"
#include "sim/units/int128.hpp"

namespace models::pricing {

namespace {

constexpr int kPriceDecimals = 12;
constexpr std::string_view kPriceHeader =
    "sku,variant,purchase_option,region,from_quantity,price_usd,source,date,confidence,note";
constexpr std::string_view kEc2Header = "instance_type,region,price_usd,source,date,confidence,note";
constexpr std::string_view kSpotHeader = "instance_type,region,savings_percent,interruption_band,source,date";
constexpr std::string_view kAllowanceHeader = "sku,quantity_per_month,source,date";

// A price as it stands in a file, before texts become indices.
struct RawPrice {
  std::string_view sku{};
  std::string_view variant{};
  std::string_view purchase_option{};
  std::string_view region{};
  std::int64_t from_quantity = 0;
  std::int64_t price_pico = 0;
  std::string_view source{};
  std::string_view date{};
  Confidence confidence = Confidence::kVerified;
  std::string_view file{};
  std::size_t line = 0;

  auto series() const { return std::tie(sku, variant, purchase_option, region); }
  auto order() const { return std::tie(sku, variant, purchase_option, region, from_quantity); }
};

struct RawSpot {
  std::string_view type{};
  std::string_view region{};
  std::uint8_t savings_percent = 0;
  std::uint8_t interruption_band = 0;
};

class Reader {
 public:
  Reader(const std::string& folder, BookData& data, Problems& problems)
      : folder_{folder}, data_{&data}, problems_{&problems} {}

  void read() {
    read_sources();
    read_ec2();
    read_spot();
    for (const std::string_view file : {"fargate.csv", "lambda.csv", "other.csv"}) {
      read_prices(file);
    }
    read_allowances();
    read_instances(folder_, *data_, *problems_);
    read_fargate_sizes(folder_, *data_, *problems_);
    check_series();
    if (problems_->empty()) {
      fill_records();
    }
  }

 private:
  std::string_view source(CsvFields& fields, std::size_t column) {
    const std::string& id = fields.name(column);
    const auto found =
        std::lower_bound(data_->sources.begin(), data_->sources.end(), id,
                         [](const SourceRecord& record, const std::string& name) { return record.id < name; });
    if (!id.empty() && !data_->sources.empty() && (found == data_->sources.end() || found->id != id)) {
      fields.problem(column, "is not an id of sources.csv");
    }
    return data_->keep(id);
  }

  static Confidence confidence(CsvFields& fields, std::size_t column) {
    constexpr Confidence kAll[] = {Confidence::kVerified, Confidence::kDerived, Confidence::kFromMemory};
    return kAll[fields.word(column, {"verified", "derived", "from_memory"})];
  }

  void add(const RawPrice& price, const CsvFields& fields) {
    if (!fields.has_problem()) {
      raw_.push_back(price);
    }
  }

  void read_sources();
  void read_ec2();
  void read_spot();
  void read_prices(std::string_view file);
  void read_allowances();
  void check_series();
  void fill_records();

  std::string folder_{};
  BookData* data_ = nullptr;
  Problems* problems_ = nullptr;
  std::vector<RawPrice> raw_{};
  std::vector<RawSpot> raw_spot_{};
  std::map<std::pair<std::string_view, std::string_view>, std::int64_t> on_demand_{};  // (type, region) → pico
};

void Reader::read_sources() {
  const CsvTable table = read_table(folder_, "sources.csv", "source,title,licence", *data_, *problems_);
  for (const CsvRow& row : table.rows) {
    CsvFields fields{table, row, *problems_};
    data_->sources.push_back({data_->keep(fields.name(0)), data_->keep(fields.name(1)), data_->keep(fields.text(2))});
  }
  std::sort(data_->sources.begin(), data_->sources.end(),
            [](const SourceRecord& a, const SourceRecord& b) { return a.id < b.id; });
}

void Reader::read_ec2() {
  const CsvTable table = read_table(folder_, "ec2.csv", kEc2Header, *data_, *problems_);
  const std::string_view file = data_->keep(table.file);
  for (const CsvRow& row : table.rows) {
    CsvFields fields{table, row, *problems_};
    const std::string_view type = data_->keep(fields.name(0));
    const std::string_view region = data_->keep(fields.name(1));
    const std::int64_t pico = fields.decimal(2, kPriceDecimals);
    on_demand_.emplace(std::pair{type, region}, pico);
    add({sku::kEc2Instance, type, sku::kOnDemand, region, 0, pico, source(fields, 3), data_->keep(fields.date(4)),
         confidence(fields, 5), file, row.line},
        fields);
  }
}

// The advisor publishes savings, not prices: the Spot price is what is left of the on-demand price.
void Reader::read_spot() {
  const CsvTable table = read_table(folder_, "ec2_spot.csv", kSpotHeader, *data_, *problems_);
  const std::string_view file = data_->keep(table.file);
  for (const CsvRow& row : table.rows) {
    CsvFields fields{table, row, *problems_};
    const std::string_view type = data_->keep(fields.name(0));
    const std::string_view region = data_->keep(fields.name(1));
    const std::int64_t savings = fields.integer(2, 0, 100);
    const std::int64_t band = fields.integer(3, 0, 4);
    const auto found = on_demand_.find({type, region});
    if (on_demand_.empty()) {
      return;  // ec2.csv could not be read: said once
    }
    if (found == on_demand_.end()) {
      fields.problem(0, fmt::format("has no on-demand price in {} (ec2.csv) that the savings could refer to", region));
      continue;
    }
    const auto pico =
        static_cast<std::int64_t>(sim::divide_half_even(sim::Int128{found->second} * (100 - savings), 100));
    add({sku::kEc2Instance, type, sku::kSpot, region, 0, pico, source(fields, 4), data_->keep(fields.date(5)),
         Confidence::kDerived, file, row.line},
        fields);
    raw_spot_.push_back({type, region, static_cast<std::uint8_t>(savings), static_cast<std::uint8_t>(band)});
  }
}

void Reader::read_prices(std::string_view file) {
  const CsvTable table = read_table(folder_, file, kPriceHeader, *data_, *problems_);
  const std::string_view path = data_->keep(table.file);
  for (const CsvRow& row : table.rows) {
    CsvFields fields{table, row, *problems_};
    if (find_sku(fields.name(0)) == nullptr) {
      fields.problem(0, "is not a SKU that Headroom meters");
    }
    add({data_->keep(fields.text(0)), data_->keep(fields.text(1)), data_->keep(fields.name(2)),
         data_->keep(fields.name(3)), fields.decimal(4, 0), fields.decimal(5, kPriceDecimals), source(fields, 6),
         data_->keep(fields.date(7)), confidence(fields, 8), path, row.line},
        fields);
  }
}

void Reader::read_allowances() {
  const CsvTable table = read_table(folder_, "allowances.csv", kAllowanceHeader, *data_, *problems_);
  for (const CsvRow& row : table.rows) {
    CsvFields fields{table, row, *problems_};
    if (find_sku(fields.name(0)) == nullptr) {
      fields.problem(0, "is not a SKU that Headroom meters");
    }
    data_->allowances.push_back({data_->keep(fields.text(0)), fields.integer(1, 1, std::int64_t{1} << 40),
                                 source(fields, 2), data_->keep(fields.date(3))});
  }
  std::sort(data_->allowances.begin(), data_->allowances.end(),
            [](const Allowance& a, const Allowance& b) { return a.sku < b.sku; });
}

// Tiers of a price must begin at 0 and differ. Sorts the prices.
void Reader::check_series() {
  std::stable_sort(raw_.begin(), raw_.end(),
                   [](const RawPrice& a, const RawPrice& b) { return a.order() < b.order(); });
  for (std::size_t i = 0; i < raw_.size(); ++i) {
    const RawPrice& price = raw_[i];
    const bool is_first = i == 0 || raw_[i - 1].series() != price.series();
    if (is_first && price.from_quantity != 0) {
      problems_->push_back(fmt::format("{}:{}: from_quantity: the first tier of {} {} in {} begins at {}, expected 0",
                                       price.file, price.line, price.sku, price.variant, price.region,
                                       price.from_quantity));
    }
    if (!is_first && raw_[i - 1].from_quantity == price.from_quantity) {
      problems_->push_back(fmt::format("{}:{}: {} {} ({}) in {} has a price already, at {}:{}", price.file, price.line,
                                       price.sku, price.variant, price.purchase_option, price.region, raw_[i - 1].file,
                                       raw_[i - 1].line));
    }
  }
}

void Reader::fill_records() {
  std::set<std::string_view> texts;
  for (const RawPrice& price : raw_) {
    texts.insert({price.sku, price.variant, price.purchase_option, price.region, price.source, price.date});
  }
  if (texts.size() > std::numeric_limits<std::uint16_t>::max()) {
    problems_->push_back(fmt::format("{}: {} different texts, at most 65535 fit", folder_, texts.size()));
    return;
  }
  for (const std::string_view text : texts) {
    data_->texts.push_back(data_->keep(text));
  }
  const auto index = [&](std::string_view text) {
    const auto found = std::lower_bound(data_->texts.begin(), data_->texts.end(), text);
    return static_cast<std::uint16_t>(found - data_->texts.begin());
  };
  for (const RawPrice& price : raw_) {
    data_->prices.push_back({index(price.sku), index(price.variant), index(price.purchase_option), index(price.region),
                             price.from_quantity, price.price_pico, index(price.source), index(price.date),
                             price.confidence});
  }
  for (const RawSpot& spot : raw_spot_) {
    data_->spot.push_back({index(spot.type), index(spot.region), spot.savings_percent, spot.interruption_band});
  }
  std::sort(data_->spot.begin(), data_->spot.end(), [](const SpotRecord& a, const SpotRecord& b) {
    return std::tie(a.type, a.region) < std::tie(b.type, b.region);
  });
}

}  // namespace

CsvTable read_table(const std::string& folder, std::string_view file, std::string_view header, BookData& data,
                    Problems& problems) {
  CsvTable table = read_csv(folder, file, header, problems);
  data.content += table.content;
  return table;
}

std::string_view BookData::keep(std::string_view text) {
  return *strings.emplace(text).first;
}

BookTables BookData::tables() const {
  return {texts, prices, instances, spot, fargate_sizes, allowances, sources};
}

BookRead read_book(const std::string& folder) {
  auto data = std::make_shared<BookData>();
  BookRead result;
  Reader{folder, *data, result.problems}.read();
  if (result.problems.empty()) {
    result.data = std::move(data);
  }
  return result;
}

}  // namespace models::pricing
