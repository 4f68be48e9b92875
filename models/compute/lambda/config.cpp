#include "models/compute/lambda/config.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "sim/config/describe.hpp"
#include "sim/units/parse.hpp"

namespace models::lambda {

namespace {

constexpr std::int64_t kSnapStartStorageMib = 512;

enum class Language : std::uint8_t { kPython, kJava, kDotnet, kOther };

Language language_of(Runtime runtime) {
  switch (runtime) {
    case Runtime::kPython313:
    case Runtime::kPython314:
      return Language::kPython;
    case Runtime::kJava17:
    case Runtime::kJava21:
    case Runtime::kJava25:
      return Language::kJava;
    case Runtime::kDotnet8:
    case Runtime::kDotnet10:
      return Language::kDotnet;
    case Runtime::kNodejs22:
    case Runtime::kNodejs24:
    case Runtime::kRuby34:
    case Runtime::kGo:
    case Runtime::kRust:
    case Runtime::kCpp:
      return Language::kOther;
  }
  return Language::kOther;
}

/// kMeasuredRestore.
sim::random::DistributionSpec measured_restore() {
  sim::random::DistributionSpec spec;
  spec.kind = sim::random::DistributionSpec::Kind::kLognormal;
  spec.mean = sim::Duration::milliseconds(174);
  spec.cv = 0.18;
  return spec;
}

/// What SnapStart does not go together with: Lambda developer guide, SnapStart, supported features and limitations.
void check_snap_start(const LambdaConfig& config, sim::config::Checker& check) {
  if (!config.snap_start) {
    if (config.restore != measured_restore()) {  // which effective.yaml has everywhere
      check.error("restore", "only a snapshot is restored; give `snap_start: true`, or leave it out");
    }
    return;
  }
  if (language_of(config.runtime) == Language::kOther) {
    check.error("snap_start", "SnapStart is for Java, Python and .NET only");
  }
  if (config.package == Package::kImage) {
    check.error("snap_start", "SnapStart does not support container images");
  }
  if (config.provisioned_concurrency) {
    check.error("snap_start", "SnapStart does not support provisioned concurrency");
  }
  if (config.ephemeral_storage > sim::Bytes::mib(kSnapStartStorageMib)) {
    check.error("snap_start", "SnapStart does not support more than 512 MiB of ephemeral storage");
  }
}

void check_lambda(const LambdaConfig& config, sim::config::Checker& check) {
  if (!config.init && !measured_init(config.runtime, config.package)) {
    check.error("package", "no INIT time was measured for this runtime as a container image; give `init`");
  }
  using Kind = sim::random::DistributionSpec::Kind;
  if (config.idle_expiry.kind != Kind::kConstant && config.idle_expiry.kind != Kind::kUniform) {
    check.error("idle_expiry", "must be constant (600s) or uniform ({kind: uniform, low: 5min, high: 7min})");
  }
  if (config.front_door == FrontDoorKind::kAlb && config.invocation.type == InvocationType::kEvent) {
    check.error("front_door", "a load balancer waits for the answer; events come by `function_url`, or leave it out");
  }
  check_snap_start(config, check);
}

void describe_start(sim::config::Describe<LambdaConfig>& d) {
  d.field<&LambdaConfig::placement>("placement",
                                    "Placement, sandbox and code download before INIT; not billed, but waited for.")
      .defaults_to("{kind: uniform, low: 100ms, high: 250ms}")
      .source("client-seen cold starts less INIT in maxday/lambda-perf: a rough estimate", "2026-08-22")
      .unverified();
  d.field<&LambdaConfig::init>(
       "init",
       "INIT phase, billed. Absent: as measured for the runtime and package with a hello-world function "
       "(maxday/lambda-perf, 2026-08-22), uniform between its quantiles. Memory does not change it, since INIT runs "
       "with "
       "a full vCPU. Above 10 s it is cut off, not billed, and run again in the first invocation at the memory's share "
       "of CPU. Give your own function's INIT if it loads more.")
      .example("{kind: lognormal, mean: 800ms, cv: 0.3}");
  d.field<&LambdaConfig::snap_start>("snap_start",
                                     "SnapStart (Java, Python, .NET as zip): a snapshot is restored instead of INIT. "
                                     "Python and .NET pay for the snapshot's cache and for each restore.")
      .defaults_to("false");
  d.field<&LambdaConfig::restore>(
       "restore",
       "With snap_start: how long a restore takes, not billed as duration. The default was "
       "measured with Java and a hello-world function; nothing was found for Python and .NET.")
      .defaults_to(kMeasuredRestore)
      .source("maxday/lambda-perf, java11 with SnapStart, 512 MiB, eight samples", "2023-04-21")
      .unverified();
}

void describe_reuse(sim::config::Describe<LambdaConfig>& d) {
  d.field<&LambdaConfig::reuse>("reuse", "Which idle environment a request gets.")
      .choices({{"most_recently_used", ReuseOrder::kMostRecentlyUsed, "The one that was used last."},
                {"newest", ReuseOrder::kNewest, "The one that was created last."},
                {"oldest", ReuseOrder::kOldest, "The one that was created first."},
                {"random", ReuseOrder::kRandom, "Any, with equal chances: keeps far more environments."},
                {"least_recently_used", ReuseOrder::kLeastRecentlyUsed,
                 "The one that is idle for longest: keeps the all-time peak."}})
      .defaults_to("most_recently_used")
      .source("agrees with measurements on AWS Lambda (Mahmoudi and Khazaei); AWS documents none", "2020");
  d.field<&LambdaConfig::idle_expiry>("idle_expiry",
                                      "How long an idle environment is kept: constant or uniform, drawn once for each "
                                      "environment.")
      .defaults_to("{kind: uniform, low: 5min, high: 7min}")
      .source("AWS documents none; published measurements of 2021 found 5 to 7 minutes", "2021");
  d.field<&LambdaConfig::lifetime>("lifetime",
                                   "Age at which an environment is recycled, once it is idle. Absent: never. AWS says "
                                   "every few hours; a median of 6.2 h was measured in 2018.")
      .example("{kind: uniform, low: 5h, high: 8h}");
}

}  // namespace

bool is_snapshot_charged(Runtime runtime) {
  const Language language = language_of(runtime);
  return language == Language::kPython || language == Language::kDotnet;
}

sim::Duration shortest_of(const sim::random::DistributionSpec& expiry) {
  return expiry.kind == sim::random::DistributionSpec::Kind::kUniform ? expiry.low : expiry.mean;
}

sim::Duration longest_of(const sim::random::DistributionSpec& expiry) {
  return expiry.kind == sim::random::DistributionSpec::Kind::kUniform ? expiry.high : expiry.mean;
}

StartTime init_of(const LambdaConfig& config) {
  return config.init ? StartTime{*config.init} : StartTime{*measured_init(config.runtime, config.package)};
}

const sim::config::Schema& LambdaConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<LambdaConfig> d{"lambda", "AWS Lambda: one request per execution environment."};
    d.memory<&LambdaConfig::memory>("memory", "Configured memory; 1,769 MiB come with one vCPU.")
        .range("128MiB", "10240MiB")
        .example("1769MiB");
    d.field<&LambdaConfig::runtime>("runtime", "The language runtime; decides the INIT time.")
        .choices({{"python3.13", Runtime::kPython313, "Python 3.13."},
                  {"python3.14", Runtime::kPython314, "Python 3.14."},
                  {"nodejs22", Runtime::kNodejs22, "Node.js 22."},
                  {"nodejs24", Runtime::kNodejs24, "Node.js 24."},
                  {"java17", Runtime::kJava17, "Java 17."},
                  {"java21", Runtime::kJava21, "Java 21."},
                  {"java25", Runtime::kJava25, "Java 25."},
                  {"dotnet8", Runtime::kDotnet8, ".NET 8."},
                  {"dotnet10", Runtime::kDotnet10, ".NET 10."},
                  {"ruby3.4", Runtime::kRuby34, "Ruby 3.4."},
                  {"go", Runtime::kGo, "Go on provided.al2023."},
                  {"rust", Runtime::kRust, "Rust on provided.al2023."},
                  {"cpp", Runtime::kCpp, "C++ on provided.al2023."}})
        .defaults_to("nodejs22");
    d.field<&LambdaConfig::package>("package", "How the function is deployed.")
        .choices({{"zip", Package::kZip, "A zip archive."}, {"image", Package::kImage, "A container image."}})
        .defaults_to("zip");
    d.field<&LambdaConfig::architecture>("architecture", "Instruction set; decides the price.")
        .choices({{"x86_64", CpuArchitecture::kX86, "Intel or AMD."}, {"arm64", CpuArchitecture::kArm, "Graviton."}})
        .defaults_to("x86_64");
    d.field<&LambdaConfig::containers>(
         "containers",
         "Containers of the application whose steps run in the function; steps of others "
         "are dropped and named in the report. Empty: those that a request visits, except "
         "`role: proxy`.")
        .defaults_to("[]");
    d.memory<&LambdaConfig::ephemeral_storage>("ephemeral_storage", "Size of /tmp; what is above 512 MiB is billed.")
        .range("512MiB", "10240MiB")
        .defaults_to("512MiB")
        .source("Lambda developer guide, quotas", "2023-10");
    d.field<&LambdaConfig::front_door>("front_door", "How clients reach the function.")
        .choices({{"function_url", FrontDoorKind::kFunctionUrl, "By its own URL, which is free."},
                  {"alb", FrontDoorKind::kAlb,
                   "Through an Application Load Balancer: its hours, addresses and capacity units are billed, and a "
                   "unit covers 0.4 GB an hour."}})
        .defaults_to("function_url");
    describe_start(d);
    describe_reuse(d);
    d.embed<&LambdaConfig::limits>();
    d.embed<&LambdaConfig::invocation>();
    d.field<&LambdaConfig::provisioned_concurrency>(
         "provisioned_concurrency",
         "Environments that are initialised before requests come, and billed for as long as they are enabled.")
        .example("{scaling: {kind: fixed, replicas: 50}}");
    d.field<&LambdaConfig::cpu_speed>(
         "cpu_speed", "Speed of a vCPU relative to the reference CPU. AWS publishes none; measure yours.")
        .defaults_to("1")
        .range("0.01", "100")
        .source("no published figure; taken as fast as the reference CPU", "2026-11-22")
        .unverified();
    d.check(check_lambda);
    return d.done();
  }();
  return schema;
}

}  // namespace models::lambda
