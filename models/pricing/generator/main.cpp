// Build tool: reads the CSV files of models/pricing/book and writes them as sorted constexpr tables, so that the
// program carries its prices and parses nothing when it starts.
//   price_book_generator FOLDER OUTPUT.cpp
#include <cstdio>
#include <exception>
#include <fstream>
#include <span>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "models/pricing/book_reader.hpp"

namespace {

using models::pricing::BookTables;

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    const bool is_special = c == '"' || c == '\\';
    result += is_special ? "\\" : "";
    result += c;
  }
  return result + "\"";
}

// One table; `line` writes an element as an initialiser.
template <class T, class Line>
std::string table(std::string_view type, std::string_view name, std::span<const T> rows, Line line) {
  std::string text = fmt::format("constexpr std::array<{}, {}> {} = {{{{\n", type, rows.size(), name);
  for (const T& row : rows) {
    text += "    " + line(row) + ",\n";
  }
  return text + "}};\n\n";
}

std::string instance_line(const models::pricing::InstanceType& t) {
  std::string text = fmt::format("{{{}, sim::Vcpu::milli({}), sim::Bytes::bytes({}), {}, ", quoted(t.name),
                                 t.vcpus.milli(), t.memory.count(), quoted(t.architecture));
  text += fmt::format("{}, {}, {}, {}, {}, {}, {}, {}, ", t.network_interfaces, t.ipv4_per_interface, t.trunked_tasks,
                      t.max_pods, t.network_mbps, t.ebs_mbps, t.nvme_gib, t.is_bare_metal);
  text += fmt::format("{}, {}, {}, {}, {}, {}, {}, {}, {}}}", t.credits_per_hour_milli, t.credits_max_milli,
                      t.baseline_milli_percent, t.is_unlimited, t.coremark_milli, quoted(t.coremark_from),
                      quoted(t.coremark_date), quoted(t.source), quoted(t.date));
  return text;
}

std::string generated(const BookTables& book) {
  using namespace models::pricing;
  std::string text =
      "// Written by price_book_generator from models/pricing/book; not to be edited.\n"
      "#include <array>\n\n#include \"models/pricing/book_tables.hpp\"\n\nnamespace models::pricing {\n\nnamespace "
      "{\n\n";
  text += table("std::string_view", "kTexts", book.texts, quoted);
  text += table("PriceRecord", "kPrices", book.prices, [](const PriceRecord& p) {
    return fmt::format("{{{}, {}, {}, {}, {}, {}, {}, {}, Confidence{{{}}}}}", p.sku, p.variant, p.purchase_option,
                       p.region, p.from_quantity, p.price_pico, p.source, p.date, static_cast<int>(p.confidence));
  });
  text += table("InstanceType", "kInstances", book.instances, instance_line);
  text += table("SpotRecord", "kSpot", book.spot, [](const SpotRecord& s) {
    return fmt::format("{{{}, {}, {}, {}}}", s.type, s.region, s.savings_percent, s.interruption_band);
  });
  text += table("FargateSize", "kFargateSizes", book.fargate_sizes, [](const FargateSize& s) {
    return fmt::format("{{sim::Vcpu::milli({}), sim::Bytes::bytes({})}}", s.vcpu.milli(), s.memory.count());
  });
  text += table("Allowance", "kAllowances", book.allowances, [](const Allowance& a) {
    return fmt::format("{{{}, {}, {}, {}}}", quoted(a.sku), a.quantity, quoted(a.source), quoted(a.date));
  });
  text += table("SourceRecord", "kSources", book.sources, [](const SourceRecord& s) {
    return fmt::format("{{{}, {}, {}}}", quoted(s.id), quoted(s.title), quoted(s.licence));
  });
  return text +
         "}  // namespace\n\nBookTables embedded_tables() {\n"
         "  return {kTexts, kPrices, kInstances, kSpot, kFargateSizes, kAllowances, kSources};\n}\n\n"
         "}  // namespace models::pricing\n";
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc != 3) {
      std::fputs("usage: price_book_generator FOLDER OUTPUT.cpp\n", stderr);
      return 2;
    }
    const models::pricing::BookRead read = models::pricing::read_book(argv[1]);
    for (const std::string& problem : read.problems) {
      std::fprintf(stderr, "%s\n", problem.c_str());
    }
    if (!read.data) {
      return 1;
    }
    std::ofstream output{argv[2], std::ios::binary};
    output << generated(read.data->tables());
    output.close();
    return output ? 0 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "price_book_generator: %s\n", error.what());
    return 1;
  }
}
