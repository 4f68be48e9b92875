// The decision of the fleet: which open host of a zone takes a machine. One file per algorithm; the fleet itself opens
// and closes hosts and keeps what is free on them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "models/ports/catalog_entry.hpp"
#include "models/ports/fleet.hpp"

namespace models::fleet {

/// One object per zone; hosts are numbered 0, 1, 2 ... in it. Contract:
/// 1. changed() tells what an open host has free, whenever that changes; closed() that a host may no longer be chosen.
/// 2. choose() returns an open host with room for the whole shape, or nothing if there is none. It changes nothing.
/// 3. The answer depends on the calls so far and on nothing else.
class Placement {
 public:
  virtual ~Placement() = default;
  virtual void changed(std::uint32_t host, const MachineShape& free) = 0;
  virtual void closed(std::uint32_t host) = 0;
  virtual std::optional<std::uint32_t> choose(const MachineShape& shape) const = 0;
};

/// An algorithm that the catalogue's family "placement" names.
struct PlacementEntry : CatalogEntry {
  std::unique_ptr<Placement> (*make)(const void* config) = nullptr;
};

}  // namespace models::fleet
