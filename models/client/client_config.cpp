#include "models/client/client_config.hpp"

#include <algorithm>

#include "sim/config/describe.hpp"
#include "sim/units/parse.hpp"

namespace models::client {

namespace {

using sim::config::Checker;
using sim::config::Describe;

constexpr const char* kFinagle = "Finagle blog, Retry Budgets, 2016: the default budget of its clients";
constexpr const char* kRead = "2026-11";

void check_backoff(const Backoff& backoff, Checker& check) {
  if (backoff.base > backoff.max) {
    check.error("base", "is longer than `max`, " + sim::to_text(backoff.max));
  }
}

void check_budget(const RetryBudgetConfig& budget, Checker& check) {
  if (budget.ratio == sim::Fraction{} && budget.floor == sim::Rate{}) {
    check.warning("", "a ratio and a floor of zero allow no retry at all; `retries: 0` says so");
  }
}

void check_client(const ClientConfig& client, Checker& check) {
  if (client.cancel_on_disconnect && !client.timeout) {
    check.warning("cancel_on_disconnect", "does nothing: without `timeout` no client gives up");
  }
  if (client.retries == 0) {
    if (client.retry_budget) {
      check.warning("retry_budget", "does nothing without `retries`");
    }
    return;
  }
  if (client.retry_on.empty()) {
    check.warning("retries", "nothing is tried again while `retry_on` is empty");
  }
  const bool only_timeouts = std::all_of(client.retry_on.begin(), client.retry_on.end(),
                                         [](Unserved how) { return how == Unserved::kTimedOut; });
  if (!client.retry_on.empty() && only_timeouts && !client.timeout) {
    check.warning("retry_on",
                  "without `timeout` clients wait for ever; only what a replica's queue_timeout ends is tried again");
  }
}

}  // namespace

const sim::config::Schema& Backoff::schema() {
  static const sim::config::Schema schema = [] {
    Describe<Backoff> d{"backoff",
                        "How long a client waits before it tries again: up to base x factor^(n - 1), at "
                        "most max, before the n-th retry."};
    d.field<&Backoff::kind>("kind", "Whether the wait grows.")
        .choices({{"exponential", Kind::kExponential, "By `factor` from one retry to the next."},
                  {"constant", Kind::kConstant, "No: it is `base` before every retry."}})
        .defaults_to("exponential");
    d.field<&Backoff::base>("base", "The wait before the first retry.").defaults_to("100ms").range("0s", "1h");
    d.field<&Backoff::factor>("factor", "How much longer each wait is than the one before.")
        .defaults_to("2")
        .range("1", "100")
        .source("AWS SDKs, standard retry mode (recalled)", "2023")
        .unverified();
    d.field<&Backoff::max>("max", "No wait is longer.")
        .defaults_to("20s")
        .range("0s", "24h")
        .source("AWS SDKs, standard retry mode (recalled)", "2023")
        .unverified();
    d.field<&Backoff::jitter>("jitter", "How the wait is scattered, so that clients don't come back all at once.")
        .choices({{"none", Jitter::kNone, "Not at all."},
                  {"full", Jitter::kFull, "Uniformly from zero to the whole wait."},
                  {"equal", Jitter::kEqual, "Half of the wait, and uniformly up to the other half."}})
        .defaults_to("full")
        .source("AWS Architecture Blog, Exponential Backoff and Jitter, 2015", kRead);
    d.check(check_backoff);
    return d.done();
  }();
  return schema;
}

const sim::config::Schema& RetryBudgetConfig::schema() {
  static const sim::config::Schema schema = [] {
    Describe<RetryBudgetConfig> d{"retry_budget",
                                  "How many retries all clients together may make; a request that "
                                  "finds none left ends with the answer that it has."};
    d.field<&RetryBudgetConfig::ratio>("ratio", "Retries that each request brings to the budget.")
        .defaults_to("20%")
        .range("0%", "1000%")
        .source(kFinagle, kRead);
    d.field<&RetryBudgetConfig::floor>("floor", "Retries allowed besides, however few requests there are.")
        .defaults_to("10/s")
        .range("0/s", "1000000/s")
        .source(kFinagle, kRead);
    d.field<&RetryBudgetConfig::expiry>("expiry", "After this time a retry that was not made is lost.")
        .defaults_to("10s")
        .range("1s", "60s")
        .source(kFinagle, kRead);
    d.check(check_budget);
    return d.done();
  }();
  return schema;
}

const sim::config::Schema& ClientConfig::schema() {
  static const sim::config::Schema schema = [] {
    Describe<ClientConfig> d{"client", "What clients do besides sending requests."};
    d.field<&ClientConfig::timeout>("timeout",
                                    "How long a client waits for the answer to an attempt. Unless "
                                    "`cancel_on_disconnect` says otherwise the server does not learn that it has given "
                                    "up, works on, and is billed. Absent: for ever.")
        .range("1ns", "");
    d.field<&ClientConfig::cancel_on_disconnect>(
         "cancel_on_disconnect",
         "Whether a replica notices that a client has given up, and drops its request wherever it stands. A Lambda "
         "invocation goes on in any case.")
        .defaults_to("false")
        .source("our choice: an HTTP server that watches for closed connections is the exception", "2026-11");
    d.field<&ClientConfig::retries>("retries", "How often a client tries again at most what was not answered.")
        .defaults_to("0")
        .range("0", "100");
    d.field<&ClientConfig::retry_on>("retry_on", "What is tried again.")
        .choices({{"rejected", Unserved::kRejected, "Queue full, throttled, no healthy target."},
                  {"timed_out", Unserved::kTimedOut, "Too long in a replica's queue, or longer than `timeout`."},
                  {"failed", Unserved::kFailed, "Lost with its replica."}})
        .defaults_to("[rejected, timed_out, failed]");
    d.field<&ClientConfig::backoff>("backoff", "The wait before each retry.").defaults_to("{}");
    d.field<&ClientConfig::retry_budget>("retry_budget", "A limit on all retries together. Absent: none.");
    d.check(check_client);
    return d.done();
  }();
  return schema;
}

}  // namespace models::client
