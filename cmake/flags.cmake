# Flags that every target shares. `-ffp-contract=off`: a fused multiply-add rounds differently from machine to machine,
# and identical bytes are a promise (docs/determinism.md).
add_library(headroom_flags INTERFACE)
set(warnings -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast -Wnull-dereference
  -Wdouble-promotion)
# g++ 12 sees an overlap in `std::to_string(i) + "x"` at -O2 where there is none.
list(APPEND warnings $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
# Not with sanitizers: their instrumentation makes g++ 12 warn of variables that are never uninitialised.
option(HEADROOM_WERROR "Warnings are errors (dev preset)" OFF)
if(HEADROOM_WERROR)
  list(APPEND warnings -Werror)
endif()
target_compile_options(headroom_flags INTERFACE -ffp-contract=off "$<$<COMPILE_LANGUAGE:CXX>:${warnings}>")

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # It keeps what was compiled with precompiled headers (tests are) only if it is told that these lapses don't matter.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()
