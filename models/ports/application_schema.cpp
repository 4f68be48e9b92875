// The YAML of an application: its containers, its requests, and what is wrong with them.
#include <algorithm>

#include <fmt/core.h>

#include "models/ports/application.hpp"
#include "sim/units/parse.hpp"

namespace models {

namespace {

using sim::config::Checker;
using sim::config::Describe;

/// A step has two phases and a class a mark; their numbers have 16 bits (Request::phase).
constexpr std::size_t kMostSteps = 20'000;

bool depends_on_itself(const Application& application, std::size_t start, std::size_t at, std::size_t depth) {
  for (const std::string& name : application.containers[at].second.depends_on) {
    const std::size_t other = application.container_index(name);
    if (other == start) {
      return true;
    }
    if (other < application.containers.size() && depth < application.containers.size() &&
        depends_on_itself(application, start, other, depth + 1)) {
      return true;
    }
  }
  return false;
}

std::string names_of(const Application& application) {
  std::string names;
  for (const auto& [name, container] : application.containers) {
    names += (names.empty() ? "" : ", ") + name;
  }
  return names;
}

void check_steps(const Application& application, const std::vector<Step>& steps, const std::string& path,
                 Checker& check) {
  if (steps.empty()) {
    check.error(path, "a request needs at least one step: {container: NAME, cpu_time: 10ms}");
  }
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const std::string& name = steps[i].container;
    if (application.container_index(name) == application.containers.size()) {
      check.error(fmt::format("{}[{}].container", path, i),
                  fmt::format("there is no container '{}'; the containers are {}", name, names_of(application)));
    }
  }
}

void check_requests(const Application& application, Checker& check) {
  if (!application.classes.empty() && !application.request.empty()) {
    check.error("classes", "either `request` says what all requests do, or `classes` what each class of them does");
    return;
  }
  std::size_t steps = 0;
  for (std::size_t i = 0; i < application.class_count(); ++i) {
    const bool is_only = application.classes.empty();
    check_steps(application, application.steps_of(i),
                is_only ? "request" : fmt::format("classes.{}.request", application.classes[i].first), check);
    steps += application.steps_of(i).size();
  }
  if (steps > kMostSteps) {
    check.error(application.classes.empty() ? "request" : "classes",
                fmt::format("makes {} steps; at most {} can be told apart", steps, kMostSteps));
  }
}

void check_application(const Application& application, Checker& check) {
  if (application.containers.empty()) {
    check.error("containers", "an application needs at least one container");
  }
  check_requests(application, check);
  for (std::size_t i = 0; i < application.containers.size(); ++i) {
    const auto& [name, container] = application.containers[i];
    const sim::Bytes least = container.resident() + container.memory_per_request;
    if (container.memory_limit && *container.memory_limit < least) {
      check.error(fmt::format("containers.{}.memory_limit", name),
                  fmt::format("'{}' takes {} with one request in it; a limit of {} kills it at once", name,
                              sim::memory_to_text(least), sim::memory_to_text(*container.memory_limit)));
    }
    for (const std::string& other : container.depends_on) {
      if (application.container_index(other) == application.containers.size()) {
        check.error(fmt::format("containers.{}.depends_on", name),
                    fmt::format("there is no container '{}'; the containers are {}", other, names_of(application)));
      }
    }
    if (depends_on_itself(application, i, i, 0)) {
      check.error(fmt::format("containers.{}.depends_on", name),
                  fmt::format("'{}' waits for itself, directly or through others", name));
    }
  }
}

}  // namespace

const sim::config::Schema& HealthCheck::schema() {
  static const sim::config::Schema schema = [] {
    constexpr const char* kDockerfile = "Dockerfile reference, HEALTHCHECK; Compose takes the same";
    constexpr const char* kDate = "2026-11";
    Describe<HealthCheck> d{"health_check",
                            "Docker's health check. A check succeeds as soon as the container is able to serve."};
    d.field<&HealthCheck::interval>("interval", "From the container's start to its first check, and between two.")
        .range("1ms", "1d")
        .defaults_to("30s")
        .source(kDockerfile, kDate);
    d.field<&HealthCheck::retries>("retries", "Checks that fail in a row until it is unhealthy.")
        .range("1", "1000")
        .defaults_to("3")
        .source(kDockerfile, kDate);
    d.field<&HealthCheck::start_period>("start_period", "From its start on: checks that fail in it do not count.")
        .range("0s", "1d")
        .defaults_to("0s")
        .source(kDockerfile, kDate);
    d.field<&HealthCheck::start_interval>("start_interval", "Between two checks in the start period.")
        .range("1ms", "1d")
        .defaults_to("5s")
        .source(kDockerfile, kDate);
    return d.done();
  }();
  return schema;
}

namespace {

/// What a container takes of memory beyond its reservation, and how it ends.
void describe_failures(Describe<Container>& d) {
  d.memory<&Container::memory_limit>(
       "memory_limit", "Memory above which it is killed, where the architecture has such a limit. Absent: no limit.")
      .example("768MiB");
  d.memory<&Container::memory_base>("memory_base", "Memory in use while it holds no request. Absent: `memory`.")
      .example("380MiB");
  d.memory<&Container::memory_per_request>("memory_per_request", "Memory that each request in it takes besides.")
      .defaults_to("0MiB")
      .example("4MiB");
  d.field<&Container::crash_rate>("crash_rate",
                                  "How often it crashes while it runs, independently of its load (exponential times).")
      .defaults_to("0/h")
      .example("0.02/h");
  d.field<&Container::health_check>("health_check", "When Docker finds it healthy, which others may wait for.")
      .example("{interval: 10s}");
}

}  // namespace

const sim::config::Schema& Container::schema() {
  static const sim::config::Schema schema = [] {
    Describe<Container> d{"container", "A container: what it reserves, how large its image is, how it starts."};
    d.field<&Container::cpu>("cpu", "CPU reserved, in vCPU; also its weight when the CPU is contended.")
        .range("0", "192")
        .example("0.5");
    d.field<&Container::cpu_limit>("cpu_limit", "Most CPU that all its requests together can use; absent: no limit.")
        .range("0.001", "192");
    d.memory<&Container::memory>("memory", "Memory reserved, and counted as used while it runs.").example("512MiB");
    describe_failures(d);
    d.size<&Container::image>("image", "Compressed size of its image, which is pulled before it starts.")
        .defaults_to("0MB")
        .example("410MB");
    d.field<&Container::start>("start", "Time from container start to able to serve.").defaults_to("0s").example("4s");
    d.field<&Container::depends_on>("depends_on", "Containers that must have started before it.").defaults_to("[]");
    d.field<&Container::role>("role", "What it is for; a proxy is not deployed to Lambda.")
        .choices({{"app", ContainerRole::kApp, "Does the work."},
                  {"proxy", ContainerRole::kProxy, "Stands in front of the work, as nginx does."}})
        .defaults_to("app");
    d.field<&Container::parallelism>("parallelism", "vCPUs that one request can use at once in this container.")
        .defaults_to("1")
        .range("1", "192");
    return d.done();
  }();
  return schema;
}

const sim::config::Schema& Step::schema() {
  static const sim::config::Schema schema = [] {
    Describe<Step> d{"step", "A step of a request: CPU in one container, then waiting for somebody else."};
    d.field<&Step::container>("container", "Which container does the work.").example("app");
    d.field<&Step::cpu_time>("cpu_time", "CPU time on one vCPU of the reference CPU.")
        .defaults_to("0s")
        .example("12ms");
    d.field<&Step::wait>("wait", "Waiting (I/O, a database, a remote call) that uses no CPU.")
        .defaults_to("0s")
        .example("20ms");
    return d.done();
  }();
  return schema;
}

const sim::config::Schema& Traffic::schema() {
  static const sim::config::Schema schema = [] {
    Describe<Traffic> d{"traffic", "Sizes of a request on the wire and in the logs, which are billed."};
    d.size<&Traffic::request_bytes>("request_bytes", "From the client.").defaults_to("1kB");
    d.size<&Traffic::response_bytes>("response_bytes", "To the client.").defaults_to("10kB");
    d.size<&Traffic::log_bytes>("log_bytes", "Written to CloudWatch Logs, whatever the architecture.")
        .defaults_to("0B");
    d.field<&Traffic::requests_per_connection>("requests_per_connection",
                                               "Requests that a client sends over one connection.")
        .defaults_to("10")
        .range("1", "1000000");
    return d.done();
  }();
  return schema;
}

const sim::config::Schema& RequestClass::schema() {
  static const sim::config::Schema schema = [] {
    Describe<RequestClass> d{"class", "Requests that are alike. Each request is of a class by chance."};
    d.field<&RequestClass::weight>("weight", "How often it comes, in proportion to the other classes' weights.")
        .defaults_to("1")
        .range("0.000001", "1000000");
    d.field<&RequestClass::request>("request", "The steps of such a request, in order.");
    d.field<&RequestClass::traffic>("traffic", "Its sizes on the wire and in the logs; absent: the application's.");
    return d.done();
  }();
  return schema;
}

const sim::config::Schema& FirstRequests::schema() {
  static const sim::config::Schema schema = [] {
    Describe<FirstRequests> d{"first_requests", "A new replica's first requests, which take longer."};
    d.field<&FirstRequests::count>("count", "How many of them.").unit_hint("requests").range("1", "1000000");
    d.field<&FirstRequests::factor>("factor", "How many times the CPU time of a later request they take.")
        .range("1", "100");
    return d.done();
  }();
  return schema;
}

const sim::config::Schema& Application::schema() {
  static const sim::config::Schema schema = [] {
    Describe<Application> d{"application", "What runs: containers, and the steps of a request through them."};
    d.named<&Application::containers>("containers", "The containers, by name.");
    d.field<&Application::request>("request", "The steps of a request, in order; where they differ, see `classes`.")
        .defaults_to("[]");
    d.named<&Application::classes>("classes", "Instead of `request`: kinds of requests, by name.").defaults_to("{}");
    d.field<&Application::traffic>("traffic", "Sizes on the wire and in the logs.").defaults_to("{}");
    d.field<&Application::first_requests>(
         "first_requests",
         "A new replica is slower in its first requests: caches are empty, code is not compiled. Also one whose "
         "container has crashed. Those that are there when the run begins are past it. Not on Lambda: there say it by "
         "`init`.")
        .example("{count: 200, factor: 4}");
    d.check(check_application);
    return d.done();
  }();
  return schema;
}

}  // namespace models
