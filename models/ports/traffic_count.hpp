// What requests bring over the wire, counted exactly: classes of requests differ in their sizes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/ports/application.hpp"

namespace models {

/// add() is O(1), the sums are O(classes).
class TrafficCount {
 public:
  explicit TrafficCount(const Application& application);

  void add(std::uint16_t request_class) { ++requests_[request_class]; }
  void add(std::size_t request_class, std::int64_t requests) { requests_[request_class] += requests; }
  void reset();

  std::int64_t requests() const;
  /// Requests and responses together.
  std::int64_t bytes() const;
  /// Connections that clients open for them; no two classes share one.
  std::int64_t connections() const;

 private:
  std::vector<Traffic> traffic_{};        ///< per class
  std::vector<std::int64_t> requests_{};  ///< per class
};

}  // namespace models
