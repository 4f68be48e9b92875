// What each request demands, and of which class it is: one stream per step and purpose, so that the n-th value belongs
// to the n-th request of its class, in every architecture and whatever other steps do.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/ports/application.hpp"
#include "models/ports/request.hpp"
#include "sim/check.hpp"
#include "sim/random/distribution.hpp"
#include "sim/random/stream.hpp"

namespace models::client {

/// Demands are drawn in blocks: a tight loop per phase.
class DemandSource {
 public:
  DemandSource(const Application& application, const Program& program, std::uint64_t seed, std::uint64_t replication);

  bool has_classes() const { return has_classes_; }
  std::size_t class_count() const { return classes_.size(); }
  /// Where all requests are of one class: how many can get their demands before a block has to be drawn.
  std::size_t supplied() const { return classes_.front().left(); }
  void supply() {
    if (supplied() == 0) [[unlikely]] {
      fill(classes_.front());
    }
  }
  /// Gives the next request its class and its demands. O(phases). Requires a single class, and supply().
  void assign_supplied(RequestTable& requests, RequestId request) {
    Class& only = classes_.front();
    SIM_DCHECK(requests.other_phases() + 1 == std::max<std::size_t>(only.phases.size(), 1), "a demand for each phase");
    const std::int64_t* drawn = only.next++;
    requests[request].request_class = 0;
    requests[request].first_demand = *drawn;
    std::int64_t* others = requests.other_demands(request);
    for (std::size_t i = 0; i < requests.other_phases(); ++i) {
      drawn += kBlock;
      others[i] = *drawn;
    }
  }
  /// O(phases + classes).
  void assign(RequestTable& requests, RequestId request) {
    const std::size_t number = has_classes_ ? choose() : 0;
    Class& own = classes_[number];
    if (own.left() == 0) [[unlikely]] {
      fill(own);
    }
    requests[request].request_class = static_cast<std::uint16_t>(number);
    const std::int64_t* drawn = own.next++;
    for (std::size_t phase = 0; phase < own.phases.size(); ++phase) {
      requests.set_demand(request, own.first_phase + phase, drawn[phase * kBlock]);
    }
  }

 private:
  static constexpr std::size_t kBlock = 512;

  struct Phase {
    sim::random::Sampler sampler{};
    sim::random::Stream stream{};
  };
  struct Class {
    const std::int64_t* next = nullptr;  ///< demand of the next request in the first phase; a block on, in the second
    const std::int64_t* end = nullptr;   ///< of the first phase's
    std::vector<Phase> phases{};
    std::vector<std::int64_t> drawn{};  ///< a block for each phase, and zeros where there is none
    std::uint16_t first_phase = 0;
    double up_to = 0.0;  ///< the probability of this class and those before it

    std::size_t left() const { return static_cast<std::size_t>(end - next); }
  };

  // Kept out of line: what is rare needs no registers in the loop over requests.
  [[gnu::noinline]] std::size_t choose();
  [[gnu::noinline]] static void fill(Class& own);

  bool has_classes_;
  sim::random::Stream class_stream_;
  std::vector<Class> classes_{};
};

}  // namespace models::client
