#include "cli/interrupt.hpp"

#include <atomic>
#include <csignal>
#include <string_view>

#include <unistd.h>

#include "cli/exit_codes.hpp"

namespace cli {

namespace {

// A signal handler is given nothing but the signal's number: what it needs to know must be global.
// NOLINTBEGIN(cppcoreguidelines-avoid-non-const-global-variables): see above
std::atomic<int> waiting_guards{0};
std::atomic<int> pending_signal{0};
// NOLINTEND(cppcoreguidelines-avoid-non-const-global-variables): see above
static_assert(std::atomic<int>::is_always_lock_free);

void say(std::string_view text) {
  // Nobody is left to whom a failure to write could be told.
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
}

/// Only what POSIX allows in a handler: write() and _exit().
void on_signal(int signal) {
  if (waiting_guards.load() > 0 && pending_signal.exchange(signal) == 0) {
    return;
  }
  // The terminal may stand in the middle of a progress line.
  say(waiting_guards.load() > 0 ? "\nheadroom: interrupted while writing\n"
                                : "\nheadroom: interrupted; nothing was written\n");
  ::_exit(kSignalled + signal);
}

}  // namespace

void handle_interrupts() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before {};
    // What is ignored on purpose (nohup) stays ignored.
    if (::sigaction(signal, nullptr, &before) == 0 && before.sa_handler != SIG_IGN) {
      static_cast<void>(::sigaction(signal, &action, nullptr));
    }
  }
}

InterruptsWait::InterruptsWait() {
  waiting_guards.fetch_add(1);
}

InterruptsWait::~InterruptsWait() {
  waiting_guards.fetch_sub(1);
}

int InterruptsWait::signal() {
  return pending_signal.load();
}

}  // namespace cli
