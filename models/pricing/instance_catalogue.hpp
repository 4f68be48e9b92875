// EC2 instance types and Fargate sizes: what they are, how fast, and which host they are carved from.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/ports/facts.hpp"
#include "models/pricing/book_tables.hpp"

namespace models::pricing {

struct BookData;

/// A speed relative to a reference, or why there is none.
struct SpeedLookup {
  std::optional<CpuSpeed> speed{};
  bool is_derived = false;  ///< one of the two figures is another family's
  std::string problem{};
};

class InstanceCatalogue final : public Facts {
 public:
  InstanceCatalogue(const BookTables& tables, std::shared_ptr<const BookData> owner)
      : tables_{tables}, owner_{std::move(owner)} {}

  /// None for an unknown type.
  const InstanceType* find(std::string_view type) const;
  /// Every type, sorted.
  std::span<const InstanceType> all() const { return tables_.instances; }

  /// The largest .metal size of the type's family, or of the family that it is a variant of (m7i-flex → m7i). None for
  /// unknown types and for families without one (T).
  const InstanceType* metal_host_of(std::string_view type) const;

  /// CoreMark iterations per second and thread of `type` over those of `reference`.
  SpeedLookup cpu_speed(std::string_view type, std::string_view reference) const;

  std::optional<InstanceFacts> instance(std::string_view type) const override;
  std::vector<std::string> instance_types() const override;
  std::optional<InstanceFacts> metal_host(std::string_view type) const override;
  std::optional<MachineShape> fargate_size(sim::Vcpu cpu, sim::Bytes memory) const override;
  std::vector<MachineShape> fargate_sizes() const override;

 private:
  BookTables tables_{};
  std::shared_ptr<const BookData> owner_{};  ///< null: the tables are part of the program
};

}  // namespace models::pricing
