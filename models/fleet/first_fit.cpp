// First fit: the open host with the lowest number that has room.
//
// What: a binary tree over host numbers; each node holds the largest free vCPU and the largest free memory below it.
//   The search goes down to the left while both suffice.
// Source: D. S. Johnson, "Fast algorithms for bin packing", Journal of Computer and System Sciences 8(3), 1974 (first
//   fit by a tree of largest gaps).
// Units: thousandths of a vCPU; bytes.
// Assumes: changed() and choose() cost O(log hosts) while machines have one shape, since then one host has both maxima
//   of a subtree. With several shapes the two maxima may sit on different hosts and the search turns back; at worst it
//   visits every host.
// Leaves out: nothing.
// Checked against: tests/unit/models/fleet/first_fit_test.cpp (a linear scan).
#include <algorithm>
#include <vector>

#include "models/fleet/placement.hpp"
#include "sim/config/describe.hpp"

namespace models::fleet {
namespace {

struct FirstFitConfig {
  static const sim::config::Schema& schema() {
    static const sim::config::Schema schema = [] {
      sim::config::Describe<FirstFitConfig> d{"first_fit", "The open host with the lowest number that has room."};
      return d.done();
    }();
    return schema;
  }
};

class FirstFit : public Placement {
 public:
  void changed(std::uint32_t host, const MachineShape& free) override {
    grow(host + 1);
    set(host, free);
  }

  void closed(std::uint32_t host) override { set(host, kNothing); }

  std::optional<std::uint32_t> choose(const MachineShape& shape) const override { return leftmost(1, shape); }

 private:
  /// Less than any shape asks, so that not even an empty shape fits on a closed host.
  static constexpr MachineShape kNothing{sim::Vcpu::milli(-1), sim::Bytes::bytes(-1)};

  static bool fits(const MachineShape& free, const MachineShape& shape) {
    return free.vcpu >= shape.vcpu && free.memory >= shape.memory;
  }
  static MachineShape larger(const MachineShape& a, const MachineShape& b) {
    return {std::max(a.vcpu, b.vcpu), std::max(a.memory, b.memory)};
  }

  /// Depth of the recursion: log2 of the number of hosts.
  std::optional<std::uint32_t> leftmost(std::uint32_t node, const MachineShape& shape) const {
    if (!fits(nodes_[node], shape)) {
      return std::nullopt;
    }
    if (node >= capacity_) {
      return node - capacity_;
    }
    const std::optional<std::uint32_t> left = leftmost(2 * node, shape);
    return left ? left : leftmost(2 * node + 1, shape);
  }

  void set(std::uint32_t host, const MachineShape& free) {
    std::uint32_t node = capacity_ + host;
    nodes_[node] = free;
    for (node /= 2; node > 0; node /= 2) {
      nodes_[node] = larger(nodes_[2 * node], nodes_[2 * node + 1]);
    }
  }

  void grow(std::uint32_t hosts) {
    if (hosts <= capacity_) {
      return;
    }
    std::uint32_t capacity = capacity_;
    while (capacity < hosts) {
      capacity *= 2;
    }
    std::vector<MachineShape> nodes(std::size_t{2} * capacity, kNothing);
    std::copy_n(nodes_.begin() + capacity_, capacity_, nodes.begin() + capacity);
    capacity_ = capacity;
    nodes_ = std::move(nodes);
    for (std::uint32_t node = capacity_ - 1; node > 0; --node) {
      nodes_[node] = larger(nodes_[2 * node], nodes_[2 * node + 1]);
    }
  }

  std::uint32_t capacity_ = 1;                           ///< a power of two
  std::vector<MachineShape> nodes_{kNothing, kNothing};  ///< nodes_[1] is the root, nodes_[capacity_ + i] host i
};

std::unique_ptr<Placement> make_first_fit(const void* /*config*/) {
  return std::make_unique<FirstFit>();
}

}  // namespace

PlacementEntry first_fit() {
  PlacementEntry entry;
  entry.name = "first_fit";
  entry.sentence = "The open host with the lowest number that has room.";
  entry.schema = &FirstFitConfig::schema;
  entry.make = &make_first_fit;
  return entry;
}

}  // namespace models::fleet
