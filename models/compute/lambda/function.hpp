// What of the application runs in the function, and what its memory setting gives it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/compute/lambda/model.hpp"
#include "models/ports/application.hpp"

namespace models::lambda {

/// This much memory comes with one vCPU (Lambda developer guide, memory, read 2023-10).
constexpr std::int64_t kMibPerVcpu = 1'769;

/// INIT of an environment on demand may take so long: Lambda developer guide, execution environment, 2023-10.
constexpr sim::Duration kInitLimit = sim::Duration::seconds(10);

/// The CPU that comes with the memory, in proportion, cut to thousandths: what a host sets aside for it.
sim::Vcpu vcpu_of(sim::Bytes memory);

/// Every step of every class of requests, in order.
std::vector<const Step*> all_steps(const Application& application);

/// The containers that run in the function: those named, or those a request visits that are no proxies.
std::vector<bool> deployed_containers(const LambdaConfig& config, const Application& application);

/// Per class of requests, the phases of the program that run in the function, with their speed; the others cost nothing
/// here.
std::vector<std::vector<FunctionPhase>> function_phases(const LambdaConfig& config, const Application& application,
                                                        const Program& program);

/// Memory of the deployed containers.
sim::Bytes function_memory(const LambdaConfig& config, const Application& application);

/// Levels that follow from how many environments are ready, and how many are busy.
void derive_gauges(const LambdaConfig& config, const Application& application, Gauges& gauges);

/// Mean length of a warm invocation, in seconds.
double mean_invocation_seconds(const LambdaConfig& config, const Application& application);

/// Requests in progress on average when the run begins.
double requests_in_progress(const LambdaConfig& config, const RunContext& context);

/// How many warm environments there are when the run begins.
std::int64_t initial_environments(const LambdaConfig& config, const RunContext& context);

}  // namespace models::lambda
