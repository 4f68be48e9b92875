// What the shell and batch engines are told: whether to retry, and whose mistake it was.
#pragma once

namespace cli {

inline constexpr int kDone = 0;
/// Disk, permission, an internal error: a retry may help.
inline constexpr int kEnvironmentFailed = 1;
/// An unknown option, a missing argument, an OUT that holds other results: never retry.
inline constexpr int kWrongUsage = 2;
/// The scenario, the prices or stored results are wrong: never retry.
inline constexpr int kWrongInput = 3;
/// The results are written, and miss what was demanded of them (`run --check`), or a stationary load found no steady
/// state in its window.
inline constexpr int kBreached = 4;
/// Ended by signal n: 128 + n, as shells do.
inline constexpr int kSignalled = 128;

}  // namespace cli
