// What: an Application Load Balancer whose target is a Lambda function: requests pass through, and are metered.
// Source: Elastic Load Balancing pricing page, as quoted by the Vantage handbook (read 2026): an LCU covers 0.4 GB an
// hour
//   for Lambda functions, the other three dimensions as for any target.
// Units: see capacity_units.hpp.
// Assumes: the balancer takes no time; active connections are those with a request in progress; one rule.
// Leaves out: health checks of functions, which are off unless asked for.
// Checked against: tests/unit/scenarios/lambda_managed_instances_test.cpp.
#include "models/routing/front_door.hpp"

#include "models/ports/flow.hpp"
#include "models/ports/skus.hpp"
#include "models/routing/capacity_units.hpp"

namespace models::routing {

namespace {

constexpr CapacityUnit kLcuOfFunctions{25, 3'000, (std::int64_t{1} << 30) * 4 / 10, 1'000};

class AlbOfFunction final : public FrontDoor {
 public:
  explicit AlbOfFunction(const RunContext& context)
      : requests_{context.requests},
        client_{context.outcomes},
        meters_{{sku::kAlbHour, sku::kAlbLcu, kLcuOfFunctions, 0, kLeastAlbZones}, context} {}

  void set_function(Frontend& function) override { function_ = &function; }
  void start(sim::Time now) override { meters_.start(now); }
  void finish(sim::Time now) override { meters_.finish(now); }

  void arrive(RequestId request, sim::Time now) override {
    meters_.arrived(requests_[request].request_class);
    meters_.in_progress(now, 1);
    function_->arrive(request, now);
  }
  void flow(FlowStep& step) override {
    function_->flow(step);
    meters_.flowed(step);
  }
  void disconnected(RequestId request, sim::Time now) override { function_->disconnected(request, now); }
  void completed(RequestId request, sim::Time now) override {
    meters_.in_progress(now, -1);
    client_.completed(request, now);
  }
  void refused(RequestId request, Refusal reason, sim::Time now) override {
    meters_.in_progress(now, -1);
    client_.refused(request, reason, now);
  }
  void cold_start(RequestId request, sim::Time now) override { client_.cold_start(request, now); }

 private:
  RequestTable& requests_;
  Outcomes& client_;
  Frontend* function_ = nullptr;
  CapacityMeters meters_;
};

}  // namespace

std::unique_ptr<FrontDoor> make_front_door(const RunContext& context) {
  return std::make_unique<AlbOfFunction>(context);
}

}  // namespace models::routing
