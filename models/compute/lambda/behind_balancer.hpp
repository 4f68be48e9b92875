// A function whose clients come through an Application Load Balancer.
#pragma once

#include <memory>

#include "models/ports/architecture.hpp"
#include "models/ports/load_balancer.hpp"

namespace models::lambda {

/// The balancer and the function as one architecture.
class FunctionBehindBalancer final : public Architecture {
 public:
  /// `function` was made to report to `door`.
  FunctionBehindBalancer(std::unique_ptr<FrontDoor> door, std::unique_ptr<Architecture> function)
      : door_{std::move(door)}, function_{std::move(function)} {
    door_->set_function(*function_);
  }

  Frontend& frontend() override { return *door_; }
  void arrive(RequestId request, sim::Time now) override { door_->arrive(request, now); }
  void flow(FlowStep& step) override { door_->flow(step); }
  void start(sim::Time now) override {
    door_->start(now);
    function_->start(now);
  }
  void settle(sim::Time now) override { function_->settle(now); }
  void finish(sim::Time now) override {
    door_->finish(now);
    function_->finish(now);
  }
  sim::Int128 cpu_used(sim::Time now) override { return function_->cpu_used(now); }
  std::int64_t replicas_ended() const override { return function_->replicas_ended(); }
  sim::Int128 replica_lifetimes() const override { return function_->replica_lifetimes(); }

 private:
  std::unique_ptr<FrontDoor> door_;
  std::unique_ptr<Architecture> function_;
};

}  // namespace models::lambda
