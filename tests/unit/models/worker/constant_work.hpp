// An application of one container whose requests take 100 ms of CPU each.
#pragma once

#include "models/ports/application.hpp"
#include "tests/support/run_context_builder.hpp"

namespace models::worker {

inline Application constant_work() {
  Application application;
  application.containers.emplace_back("app", test_support::container_of());
  application.request.push_back(
      {"app", sim::random::constant(sim::Duration::milliseconds(100)), sim::random::constant(sim::Duration{})});
  return application;
}

}  // namespace models::worker
