// What: containers that end by themselves, by a crash or for want of memory, and what starts them again.
// Source: moby/moby restartmanager/restartmanager.go 2454e42e (read 2026-11): the delay doubles from failure to failure
//   and begins anew once a container has run long enough; retries are counted for ever.
// Units: nanoseconds.
// Assumes: crashes come at exponential times while a container serves, whatever it does; one that is killed for want of
//   memory ends at once, as one that crashes.
// Leaves out: what a container loses with its memory (caches); health checks, which restart nothing in Docker.
// Checked against: tests/unit/models/compute/container_lives_test.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/ports/architecture.hpp"
#include "models/ports/run_context.hpp"
#include "models/ports/workers.hpp"
#include "sim/random/stream.hpp"

namespace models::compute {

/// Who starts a container again when it has ended, and how soon.
struct RestartPolicy {
  bool restarts = true;
  std::optional<std::int64_t> max_retries{};             ///< none: for ever
  sim::Duration first_delay{};                           ///< after the first failure
  sim::Duration longest_delay = sim::Duration::max();    ///< doubled up to here; first_delay: it never grows
  sim::Duration forgotten_after = sim::Duration::max();  ///< having run so long, it begins at the first delay again
};

/// How one of the application's containers is run in each replica.
struct ContainerCare {
  std::int64_t count = 1;  ///< so many of it
  RestartPolicy policy{};
  sim::Duration create{};  ///< from the decision to start it until its program runs
};

/// Whose replicas lose containers.
class LivesOwner {
 public:
  virtual ~LivesOwner() = default;
  /// The replica has at least one of each container, or not any more.
  virtual void completeness_changed(ReplicaId replica, bool is_complete, sim::Time now) = 0;
  /// For events: "i-00001".
  virtual std::string name_of(ReplicaId replica) const = 0;
};

/// Only for applications that may fail. One kernel slot per container of every replica.
class ContainerLives final : public ContainerEvents {
 public:
  ContainerLives(const RunContext& context, Workers& workers, std::vector<ContainerCare> care, LivesOwner& owner);

  /// All containers of the replica serve.
  void begin(ReplicaId replica, sim::Time now);
  /// It ends; also before its replica is removed from the workers.
  void end(ReplicaId replica, sim::Time now);
  void out_of_memory(ReplicaId replica, std::uint32_t container, sim::Time now) override;
  /// The measured window is over.
  void stop_counting() { is_counting_ = false; }
  ContainerFailures failures() const { return failures_; }

 private:
  enum class State : std::uint8_t { kAbsent, kServing, kWaiting, kEnded };
  struct Life {
    State state = State::kAbsent;
    sim::SlotId slot{};  ///< its crash, or its being back
    sim::Time started{};
    sim::Duration delay{};  ///< before the last restart
    std::int64_t retries = 0;
  };

  void rang(std::uint32_t life, sim::Time now);
  void serve(std::uint32_t life, sim::Time now);
  void fail(std::uint32_t life, const char* what, sim::Time now);
  bool restart(std::uint32_t life, sim::Time now);
  std::uint32_t first_of(ReplicaId replica) const {
    return static_cast<std::uint32_t>(replica.index() * kind_of_.size());
  }
  ReplicaId replica_of(std::uint32_t life) const {
    return ReplicaId{static_cast<std::uint32_t>(life / kind_of_.size())};
  }
  std::uint32_t kind_of(std::uint32_t life) const { return kind_of_[life % kind_of_.size()]; }
  const Container& container_of(std::uint32_t life) const {
    return context_.application.containers[kind_of(life)].second;
  }
  /// Kinds of which the replica has none.
  std::int64_t missing(ReplicaId replica) const;
  void log(std::uint32_t life, const char* what, std::string detail, sim::Time now) const;

  const RunContext& context_;
  Workers& workers_;
  std::vector<ContainerCare> care_;  ///< by kind
  LivesOwner& owner_;
  std::vector<std::uint32_t> kind_of_{};  ///< of each container of a replica: which of the application's it is
  std::vector<Life> lives_{};             ///< by replica, then as in kind_of_
  sim::random::Stream crashes_;
  ContainerFailures failures_{};
  bool is_counting_ = true;
};

}  // namespace models::compute
