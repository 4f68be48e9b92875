// What each request demands, and of which class it is: one stream per step and purpose, so that the n-th value belongs
// to the n-th request of its class, in every architecture and whatever other steps do.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/ports/application.hpp"
#include "models/ports/request.hpp"
#include "sim/random/distribution.hpp"
#include "sim/random/stream.hpp"

namespace models::client {

/// Demands are drawn in blocks: a tight loop per phase.
class DemandSource {
 public:
  DemandSource(const Application& application, const Program& program, std::uint64_t seed, std::uint64_t replication);

  bool has_classes() const { return has_classes_; }
  /// Where all requests are of one class: whether a block has to be drawn before the next one gets its demands.
  bool is_exhausted() const { return classes_.front().position == kBlock; }
  void supply() {
    if (is_exhausted()) [[unlikely]] {
      fill(classes_.front());
    }
  }
  /// Gives the next request its class and its demands. O(phases). Requires a single class, and supply().
  void assign_supplied(RequestTable& requests, RequestId request) {
    requests[request].request_class = 0;
    give(classes_.front(), requests, request);
  }
  /// O(phases + classes).
  void assign(RequestTable& requests, RequestId request) {
    const std::size_t number = has_classes_ ? choose() : 0;
    Class& own = classes_[number];
    if (own.position == kBlock) [[unlikely]] {
      fill(own);
    }
    requests[request].request_class = static_cast<std::uint16_t>(number);
    give(own, requests, request);
  }

 private:
  static constexpr std::size_t kBlock = 512;

  struct Phase {
    sim::random::Sampler sampler{};
    sim::random::Stream stream{};
    std::array<std::int64_t, kBlock> block{};
  };
  struct Class {
    std::uint16_t first_phase = 0;
    double up_to = 0.0;  ///< the probability of this class and those before it
    std::size_t position = kBlock;
    std::vector<Phase> phases{};
  };

  static void give(Class& own, RequestTable& requests, RequestId request) {
    std::size_t phase = own.first_phase;
    for (const Phase& drawn : own.phases) {
      requests.set_demand(request, phase++, drawn.block[own.position]);
    }
    ++own.position;
  }

  // Kept out of line: what is rare needs no registers in the loop over requests.
  [[gnu::noinline]] std::size_t choose();
  [[gnu::noinline]] static void fill(Class& own);

  bool has_classes_;
  sim::random::Stream class_stream_;
  std::vector<Class> classes_{};
};

}  // namespace models::client
