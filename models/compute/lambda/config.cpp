#include "models/compute/lambda/config.hpp"

#include <array>
#include <cmath>

#include <fmt/core.h>

#include "sim/config/describe.hpp"
#include "sim/random/math.hpp"

namespace models::lambda {

namespace {

/// INIT of a hello-world function in milliseconds: maxday/lambda-perf, 2026-08-22, about 300 samples a cell, x86_64.
struct MeasuredInit {
  Runtime runtime{};
  Package package{};
  double p50 = 0.0;
  double mean = 0.0;
  double p99 = 0.0;
};

constexpr std::array kMeasured{
    MeasuredInit{Runtime::kPython313, Package::kZip, 84, 86, 122},
    MeasuredInit{Runtime::kPython313, Package::kImage, 160, 187, 395},
    MeasuredInit{Runtime::kPython314, Package::kZip, 107, 115, 245},
    MeasuredInit{Runtime::kNodejs22, Package::kZip, 140, 142, 190},
    MeasuredInit{Runtime::kNodejs22, Package::kImage, 293, 348, 800},
    MeasuredInit{Runtime::kNodejs24, Package::kZip, 134, 136, 195},
    MeasuredInit{Runtime::kJava17, Package::kZip, 205, 214, 580},
    MeasuredInit{Runtime::kJava21, Package::kZip, 239, 252, 615},
    MeasuredInit{Runtime::kJava21, Package::kImage, 352, 399, 825},
    MeasuredInit{Runtime::kJava25, Package::kZip, 191, 217, 470},
    MeasuredInit{Runtime::kDotnet8, Package::kZip, 251, 278, 635},
    MeasuredInit{Runtime::kDotnet8, Package::kImage, 401, 445, 845},
    MeasuredInit{Runtime::kDotnet10, Package::kZip, 250, 292, 700},
    MeasuredInit{Runtime::kRuby34, Package::kZip, 226, 258, 480},
    MeasuredInit{Runtime::kGo, Package::kZip, 50, 50, 67},
    MeasuredInit{Runtime::kGo, Package::kImage, 47, 55, 130},
    MeasuredInit{Runtime::kRust, Package::kZip, 16, 18, 50},
    MeasuredInit{Runtime::kRust, Package::kImage, 36, 42, 103},
    MeasuredInit{Runtime::kCpp, Package::kZip, 65, 70, 130},
};

void check_lambda(const LambdaConfig& config, sim::config::Checker& check) {
  if (!config.init && !measured_init(config.runtime, config.package)) {
    check.error("package", "no INIT time was measured for this runtime as a container image; give `init`");
  }
  using Kind = sim::random::DistributionSpec::Kind;
  if (config.idle_expiry.kind != Kind::kConstant && config.idle_expiry.kind != Kind::kUniform) {
    check.error("idle_expiry", "must be constant (600s) or uniform ({kind: uniform, low: 5min, high: 7min})");
  }
  if (config.reserved_concurrency && *config.reserved_concurrency > config.concurrency_quota) {
    check.error("reserved_concurrency", fmt::format("{} is more than concurrency_quota, {}",
                                                    *config.reserved_concurrency, config.concurrency_quota));
  }
}

void describe_start(sim::config::Describe<LambdaConfig>& d) {
  d.field<&LambdaConfig::placement>("placement",
                                    "Placement, sandbox and code download before INIT; not billed, but waited for.")
      .defaults_to("{kind: uniform, low: 100ms, high: 250ms}")
      .source("client-seen cold starts less INIT in maxday/lambda-perf: a rough estimate", "2026-08-22")
      .unverified();
  d.field<&LambdaConfig::init>("init",
                               "INIT phase, billed. Absent: as measured for the runtime and package with a hello-world "
                               "function (maxday/lambda-perf, 2026-08-22), lognormal through its mean, median and p99. "
                               "Give your own function's INIT if it loads more.")
      .example("{kind: lognormal, mean: 800ms, cv: 0.3}");
  d.field<&LambdaConfig::idle_expiry>("idle_expiry",
                                      "How long an idle environment is kept: constant or uniform, drawn once for each "
                                      "environment.")
      .defaults_to("{kind: uniform, low: 5min, high: 7min}")
      .source("AWS documents none; published measurements of 2021 found 5 to 7 minutes", "2021");
}

void describe_limits(sim::config::Describe<LambdaConfig>& d) {
  d.field<&LambdaConfig::concurrency_quota>("concurrency_quota",
                                            "Account quota: requests in progress at once; a further one gets 429.")
      .defaults_to("1000")
      .range("1", "10000000")
      .source("Lambda developer guide, quotas", "2023-10");
  d.field<&LambdaConfig::reserved_concurrency>(
       "reserved_concurrency", "Cap and guarantee for this function, free of charge; absent: the quota.")
      .range("0", "10000000");
  d.field<&LambdaConfig::scaling_burst>("scaling_burst", "Environments that may be created at once.")
      .defaults_to("1000")
      .range("1", "1000000")
      .source("Lambda developer guide, scaling behaviour: 1,000 environments every 10 s per function", "2023-11");
  d.field<&LambdaConfig::scaling_per_second>("scaling_per_second", "How fast that allowance is refilled, per second.")
      .defaults_to("100")
      .range("0", "1000000")
      .source(
          "Lambda developer guide, scaling behaviour: 1,000 environments every 10 s per function, refilled "
          "continuously",
          "2023-11");
}

}  // namespace

std::optional<sim::random::DistributionSpec> measured_init(Runtime runtime, Package package) {
  for (const MeasuredInit& row : kMeasured) {
    if (row.runtime == runtime && row.package == package) {
      // ln(p99 / p50) is 2.326 standard deviations of the logarithm (the normal quantile at 0.99).
      constexpr double kNormalQuantile99 = 2.3263478740408408;
      const double sigma = sim::random::log(row.p99 / row.p50) / kNormalQuantile99;
      sim::random::DistributionSpec spec;
      spec.kind = sim::random::DistributionSpec::Kind::kLognormal;
      spec.mean = sim::Duration::microseconds(static_cast<std::int64_t>(row.mean * 1'000.0));
      spec.cv = std::sqrt(sim::random::expm1(sigma * sigma));
      return spec;
    }
  }
  return std::nullopt;
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
    describe_start(d);
    describe_limits(d);
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
