#include "tests/coverage/experiments/mmc_replication.hpp"

#include <cstddef>
#include <limits>

#include "sim/random/ziggurat.hpp"

namespace coverage {

namespace {

/// Arrival instants of those who wait, first come first served: a ring that grows when it is full.
class WaitingLine {
 public:
  bool is_empty() const { return head_ == tail_; }
  void push(sim::Time arrived) {
    if (tail_ - head_ == ring_.size()) {
      std::vector<sim::Time> larger(2 * ring_.size());
      for (std::size_t i = head_; i < tail_; ++i) {
        larger[i & (larger.size() - 1)] = ring_[i & (ring_.size() - 1)];
      }
      ring_ = std::move(larger);
    }
    ring_[tail_++ & (ring_.size() - 1)] = arrived;
  }
  sim::Time pop() { return ring_[head_++ & (ring_.size() - 1)]; }

 private:
  std::vector<sim::Time> ring_ = std::vector<sim::Time>(64);
  std::size_t head_ = 0;
  std::size_t tail_ = 0;
};

class Replication {
 public:
  Replication(const sim::theory::MmcQueue& queue, const Window& window, sim::random::Stream arrivals,
              sim::random::Stream services, sim::stats::LatencyHistogram& histogram)
      : gap_ns_{1e9 / queue.arrival_rate},
        service_ns_{queue.service_mean * 1e9},
        end_{sim::Time::at(window.length)},
        exact_next_{static_cast<double>((-window.warm_up).nanoseconds())},
        kernel_{sim::Time::at(-window.warm_up)},
        arrivals_{arrivals},
        services_{services},
        present_{sim::Time::at(-window.warm_up)},
        latency_{histogram},
        arrived_of_(static_cast<std::size_t>(queue.servers)) {
    for (std::uint32_t server = 0; server < arrived_of_.size(); ++server) {
      slots_.push_back(kernel_.open(sim::bind<&Replication::served>(*this, server), sim::Phase::kCompletion));
      idle_.push_back(server);
    }
    draw_next();
  }

  Measured run() {
    kernel_.run_until(sim::Time{}, *this);
    present_.restart(sim::Time{});
    kernel_.run_until(end_, *this);
    Measured measured;
    measured.mean_present = present_.mean(end_);
    const sim::Duration look = sim::Duration::nanoseconds(static_cast<std::int64_t>(service_ns_));
    for (sim::Time until = end_; open_ > 0;) {  // arrivals go on
      until += look;
      kernel_.run_until(until, *this);
    }
    measured.seconds_in_system = static_cast<double>(latency_.sum()) * 1e-9;
    measured.requests = static_cast<double>(latency_.count());
    const std::optional<sim::Duration> p99 = latency_.quantile(0.99);
    measured.p99_seconds = p99 ? p99->seconds() : std::numeric_limits<double>::quiet_NaN();
    return measured;
  }

  sim::Time next() const { return next_; }
  void fire() {
    present_.add(next_, 1);
    open_ += is_measured(next_) ? 1 : 0;
    if (idle_.empty()) {
      line_.push(next_);
    } else {
      const std::uint32_t server = idle_.back();
      idle_.pop_back();
      serve(server, next_, next_);
    }
    draw_next();
  }

 private:
  bool is_measured(sim::Time arrived) const { return arrived >= sim::Time{} && arrived < end_; }
  void draw_next() {
    exact_next_ += sim::random::exponential(arrivals_) * gap_ns_;
    next_ = sim::Time::at_nanoseconds(static_cast<std::int64_t>(exact_next_));
  }
  void serve(std::uint32_t server, sim::Time arrived, sim::Time now) {
    arrived_of_[server] = arrived;
    const double service = sim::random::exponential(services_) * service_ns_;
    kernel_.schedule(slots_[server], now + sim::Duration::nanoseconds(static_cast<std::int64_t>(service)));
  }
  void served(std::uint32_t server, sim::Time now) {
    const sim::Time arrived = arrived_of_[server];
    present_.add(now, -1);
    if (is_measured(arrived)) {
      latency_.record(now - arrived);
      --open_;
    }
    if (line_.is_empty()) {
      idle_.push_back(server);
    } else {
      serve(server, line_.pop(), now);
    }
  }

  double gap_ns_;
  double service_ns_;
  sim::Time end_;
  double exact_next_;
  sim::Time next_{};
  sim::Kernel kernel_;
  sim::random::Stream arrivals_;
  sim::random::Stream services_;
  sim::stats::TimeWeighted present_;
  sim::stats::LatencyHistogram& latency_;
  std::int64_t open_ = 0;  ///< measured, and still in the system
  std::vector<sim::Time> arrived_of_;
  std::vector<sim::SlotId> slots_{};
  std::vector<std::uint32_t> idle_{};
  WaitingLine line_{};
};

}  // namespace

Measured simulate_mmc(const sim::theory::MmcQueue& queue, const Window& window, sim::random::Stream arrivals,
                      sim::random::Stream services, sim::stats::LatencyHistogram& histogram) {
  histogram.reset();
  return Replication{queue, window, arrivals, services, histogram}.run();
}

}  // namespace coverage
