// One pool of replicas on a real kernel, and what became of the requests that tests offer to it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <ostream>
#include <utility>
#include <vector>

#include "models/worker/worker_pool.hpp"
#include "tests/support/run_context_builder.hpp"

namespace models::worker {

using sim::literals::operator""_s;

enum class End : std::uint8_t { kServed, kTimedOut, kAborted };

struct Ended {
  RequestId request{};
  End how{};
  double at_ms = 0.0;
  bool operator==(const Ended&) const = default;
};
inline void PrintTo(const Ended& ended, std::ostream* out) {
  *out << "request " << ended.request.index() << " end " << static_cast<int>(ended.how) << " at " << ended.at_ms;
}

inline constexpr std::int64_t kMs = 1'000'000;

/// One pool in a run of its own, with one domain of `vcpus`.
class Pool final : public WorkerEvents {
 public:
  explicit Pool(const ReplicaLimits& limits, std::int64_t vcpus = 1,
                Application application = test_support::one_step_application())
      : run{std::move(application)}, workers{run.context, limits} {
    workers.set_events(*this);
    domain = workers.open_domain(sim::Vcpu::whole(vcpus), {}, run.kernel.now());
    replica = workers.add_replica(domain, run.kernel.now());
  }

  /// Offers a request with these demands, in milliseconds, to the first replica; none if it was turned away.
  std::optional<RequestId> offer(const std::vector<std::int64_t>& demands_ms) { return offer_to(replica, demands_ms); }
  std::optional<RequestId> offer_to(ReplicaId to, std::vector<std::int64_t> demands) {
    std::transform(demands.begin(), demands.end(), demands.begin(), [](std::int64_t ms) { return ms * kMs; });
    const RequestId request = run.request(demands);
    if (!workers.offer(to, request, run.kernel.now())) {
      run.requests.release(request);
      return std::nullopt;
    }
    return request;
  }
  void run_to_ms(std::int64_t ms) { run.run_until(sim::Time::at_nanoseconds(ms * kMs)); }
  void run_to_end() { run.run_until(sim::Time::at(1000_s)); }
  std::int64_t busy() const { return run.level(Gauge::kReplicasBusy); }

  void served(ReplicaId, RequestId request, sim::Time now) override { end(request, End::kServed, now); }
  void queue_timed_out(ReplicaId, RequestId request, sim::Time now) override { end(request, End::kTimedOut, now); }
  void aborted(ReplicaId, RequestId request, sim::Time now) override { end(request, End::kAborted, now); }

  test_support::RunContextBuilder run;
  WorkerPool workers;
  DomainId domain{};
  ReplicaId replica{};
  std::vector<Ended> ended{};
  std::vector<sim::Duration> waits{};  ///< of those that began service
  std::function<void()> then = [] {};

 private:
  void end(RequestId request, End how, sim::Time now) {
    ended.push_back({request, how, static_cast<double>(now.nanoseconds()) * 1e-6});
    if (run.requests[request].waited != Request::kNotServed) {
      waits.push_back(run.requests[request].waited);
    }
    run.requests.release(request);
    then();
  }
};

inline ReplicaLimits limits(std::optional<std::int64_t> concurrency, std::optional<std::int64_t> queue = std::nullopt,
                            std::optional<sim::Duration> timeout = std::nullopt) {
  return {concurrency, queue, timeout};
}

}  // namespace models::worker
