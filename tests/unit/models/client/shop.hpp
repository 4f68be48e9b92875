// A client in front of something that answers, for its tests.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "models/client/client.hpp"
#include "sim/kernel/kernel.hpp"
#include "tests/support/run_context_builder.hpp"

namespace models::client {

using sim::literals::operator""_ms;

constexpr std::int64_t kMs = 1'000'000;

inline sim::Time at_ms(std::int64_t ms) {
  return sim::Time::at_nanoseconds(ms * kMs);
}

/// Arrivals at these instants.
class Given final : public ArrivalStream {
 public:
  explicit Given(std::vector<sim::Time> instants) : instants_{std::move(instants)} {}
  void fill(ArrivalBlock& block) override {
    block.count = std::min(ArrivalBlock::kCapacity, instants_.size() - position_);
    for (std::size_t i = 0; i < block.count; ++i) {
      block.at[i] = instants_[position_++];
    }
  }

 private:
  std::vector<sim::Time> instants_;
  std::size_t position_ = 0;
};

inline std::vector<sim::Time> every_ms(std::int64_t first, std::int64_t count) {
  std::vector<sim::Time> instants;
  for (std::int64_t i = 0; i < count; ++i) {
    instants.push_back(at_ms(first + i));
  }
  return instants;
}

inline Application two_steps(sim::random::DistributionSpec first_cpu_time) {
  Application application = test_support::one_step_application();
  application.request[0].cpu_time = first_cpu_time;
  application.request[0].wait = sim::random::exponential_with_mean(3_ms);
  Step second = application.request[0];
  second.cpu_time = sim::random::exponential_with_mean(7_ms);
  application.request.push_back(second);
  return application;
}
inline const sim::random::DistributionSpec kExponential = sim::random::exponential_with_mean(5_ms);

/// An attempt as the frontend met it.
struct Arrival {
  double at_ms = 0.0;
  std::uint32_t number = 0;
  std::int64_t attempt = 0;
  std::int64_t request_class = 0;
  bool operator==(const Arrival&) const = default;
};

/// Answers after a fixed time, or refuses; keeps the demands that it was asked for.
class Answering final : public Frontend {
 public:
  Answering(sim::Kernel& kernel, RequestTable& requests) : kernel_{kernel}, requests_{requests} {}
  sim::Duration latency = 10_ms;
  std::vector<Refusal> refusals{};  ///< of the first requests, in order
  Outcomes* outcomes = nullptr;
  std::vector<std::vector<std::int64_t>> demands{};
  std::vector<Arrival> arrivals{};

  void arrive(RequestId request, sim::Time now) override {
    EXPECT_FALSE(is_reporting_) << "an attempt arrived while another was being refused";
    const Request& record = requests_[request];
    arrivals.push_back(
        {static_cast<double>(now.nanoseconds()) * 1e-6, record.number, record.attempt, record.request_class});
    std::vector<std::int64_t>& asked = demands.emplace_back();
    for (std::size_t phase = 0; phase < requests_.phases(); ++phase) {
      asked.push_back(requests_.demand(request, phase));
    }
    if (demands.size() <= refusals.size()) {
      refuse(request, refusals[demands.size() - 1], now);
      return;
    }
    requests_[request].waited = latency / 2;
    if (latency == sim::Duration{}) {
      outcomes->completed(request, now);
      return;
    }
    if (slots_.size() <= request.index()) {
      slots_.resize(request.index() + 1);
    }
    if (!slots_[request.index()].exists()) {
      slots_[request.index()] =
          kernel_.open(sim::bind<&Answering::answer>(*this, request.index()), sim::Phase::kCompletion);
    }
    kernel_.schedule(slots_[request.index()], now + latency);
  }
  /// The replica that holds it is gone.
  void lose(RequestId request) {
    kernel_.cancel(slots_[request.index()]);
    refuse(request, Refusal::kReplicaStopped, kernel_.now());
  }

 private:
  void refuse(RequestId request, Refusal reason, sim::Time now) {
    is_reporting_ = true;
    outcomes->refused(request, reason, now);
    is_reporting_ = false;
  }
  void answer(std::uint32_t request, sim::Time now) { outcomes->completed(RequestId{request}, now); }

  sim::Kernel& kernel_;
  RequestTable& requests_;
  std::vector<sim::SlotId> slots_{};
  bool is_reporting_ = false;
};

/// A client, from -100 ms on, in front of something that answers.
struct Shop {
  Shop(std::vector<sim::Time> instants, const Application& application, std::uint64_t seed = 1,
       const ClientConfig& config = {}, const Users* users = nullptr)
      : program{application},
        requests{program.demands()},
        client{kernel, requests,
               ClientSetup{.arrivals = std::make_unique<Given>(std::move(instants)),
                           .users = users,
                           .application = application,
                           .program = program,
                           .config = config,
                           .slo_latency = 12_ms,
                           .seed = seed}},
        frontend{kernel, requests} {
    frontend.outcomes = &client;
    client.set_frontend(frontend);
  }
  void run_to_ms(std::int64_t ms) { kernel.run_until(at_ms(ms), client); }

  sim::Kernel kernel{at_ms(-100)};
  Program program;
  RequestTable requests;
  Client client;
  Answering frontend;
};

}  // namespace models::client
