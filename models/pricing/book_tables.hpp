// The tables of a price book as plain data: what the generator writes into the binary and what the CSV reader fills.
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <string_view>

#include "sim/units/bytes.hpp"
#include "sim/units/vcpu.hpp"

namespace models::pricing {

enum class Confidence : std::uint8_t {
  kVerified,    ///< read in the source named; not that AWS still charges it
  kDerived,     ///< computed from verified numbers by a stated rule
  kFromMemory,  ///< recalled, unverified
};

/// One price of one tier. Texts are indices into BookTables::texts, which is sorted: comparing two indices compares the
/// texts, and prices are sorted by (sku, variant, purchase option, region, from_quantity).
struct PriceRecord {
  std::uint16_t sku = 0;
  std::uint16_t variant = 0;
  std::uint16_t purchase_option = 0;
  std::uint16_t region = 0;        ///< "*": seen equal wherever it was checked
  std::int64_t from_quantity = 0;  ///< pricing units a month from which this price holds
  std::int64_t price_pico = 0;     ///< 1e-12 USD per pricing unit
  std::uint16_t source = 0;        ///< id of a SourceRecord
  std::uint16_t date = 0;
  Confidence confidence = Confidence::kVerified;

  bool operator==(const PriceRecord&) const = default;
};

/// An EC2 instance type. Sorted by name.
struct InstanceType {
  std::string_view name{};
  sim::Vcpu vcpus{};
  sim::Bytes memory{};
  std::string_view architecture{};      ///< "x86_64" or "arm64"
  std::int64_t network_interfaces = 0;  ///< ENIs on the default network card
  std::int64_t ipv4_per_interface = 0;
  std::int64_t trunked_tasks = 0;  ///< ECS tasks in awsvpc mode with interface trunking; 0: not published
  std::int64_t max_pods = 0;       ///< ENIs × (IPv4 − 1) + 2
  std::int64_t network_mbps = 0;   ///< baseline; 0: not published
  std::int64_t ebs_mbps = 0;       ///< 0: not published
  std::int64_t nvme_gib = 0;
  bool is_bare_metal = false;
  std::int64_t credits_per_hour_milli = 0;  ///< 1e-3 CPU credits; 0: not a burstable type
  std::int64_t credits_max_milli = 0;
  std::int64_t baseline_milli_percent = 0;  ///< per vCPU, 1e-3 %
  bool is_unlimited = false;                ///< default credit mode of a burstable type
  std::int64_t coremark_milli = 0;          ///< iterations per second and thread × 1000; 0: none
  std::string_view coremark_from{};         ///< the type that it was measured on; another one: derived
  std::string_view coremark_date{};
  std::string_view source{};  ///< id of a SourceRecord
  std::string_view date{};

  bool is_burstable() const { return credits_per_hour_milli > 0; }
  bool is_coremark_derived() const { return coremark_milli > 0 && coremark_from != name; }
  bool operator==(const InstanceType&) const = default;
};

/// What the Spot Instance Advisor said of a type in a region. Sorted by (type, region).
struct SpotRecord {
  std::uint16_t type = 0;    ///< index into texts
  std::uint16_t region = 0;  ///< index into texts
  std::uint8_t savings_percent = 0;
  std::uint8_t interruption_band = 0;  ///< a month: 0 below 5 %, 1 to 10 %, 2 to 15 %, 3 to 20 %, 4 above

  bool operator==(const SpotRecord&) const = default;
};

/// A valid Fargate size. Sorted by vCPU, then memory.
struct FargateSize {
  sim::Vcpu vcpu{};
  sim::Bytes memory{};

  auto operator<=>(const FargateSize&) const = default;
};

/// A monthly free allowance (the always-free part of the free tier), over all variants of an on-demand SKU.
struct Allowance {
  std::string_view sku{};
  std::int64_t quantity = 0;  ///< pricing units a month
  std::string_view source{};
  std::string_view date{};

  bool operator==(const Allowance&) const = default;
};

/// Where numbers come from. Sorted by id.
struct SourceRecord {
  std::string_view id{};
  std::string_view title{};
  std::string_view licence{};

  bool operator==(const SourceRecord&) const = default;
};

struct BookTables {
  std::span<const std::string_view> texts{};
  std::span<const PriceRecord> prices{};
  std::span<const InstanceType> instances{};
  std::span<const SpotRecord> spot{};
  std::span<const FargateSize> fargate_sizes{};
  std::span<const Allowance> allowances{};
  std::span<const SourceRecord> sources{};
};

/// The book that was compiled in: models/pricing/book, written out by models/pricing/generator at build time.
BookTables embedded_tables();

}  // namespace models::pricing
