// Memory that will be needed soon.
#pragma once

namespace sim {

/// A hint to fetch the cache line that holds this address. Changes nothing, whatever the address is.
inline void prefetch(const void* address) {
  __builtin_prefetch(address);
  // To g++ a function that does nothing but prefetch has no effects, and it leaves out the calls of it. This is one.
  __asm__ volatile("");
}

}  // namespace sim
