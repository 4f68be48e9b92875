# Flags that every target shares. `-ffp-contract=off`: a fused multiply-add rounds differently from machine to machine,
# and identical bytes are a promise (docs/determinism.md).
add_library(headroom_flags INTERFACE)
set(warnings -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast -Wnull-dereference
  -Wdouble-promotion)
# g++ 12 sees an overlap in `std::to_string(i) + "x"` at -O2 where there is none; and overflows, where the header was
# precompiled.
list(APPEND warnings $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
if(NOT CMAKE_DISABLE_PRECOMPILE_HEADERS)
  foreach(warning stringop-overflow stringop-overread array-bounds)
    list(APPEND warnings $<$<CXX_COMPILER_ID:GNU>:-Wno-${warning}>)
  endforeach()
endif()
# Not with sanitizers: their instrumentation makes g++ 12 warn of variables that are never uninitialised.
option(HEADROOM_WERROR "Warnings are errors (dev preset)" OFF)
if(HEADROOM_WERROR)
  list(APPEND warnings -Werror)
endif()
target_compile_options(headroom_flags INTERFACE -ffp-contract=off "$<$<COMPILE_LANGUAGE:CXX>:${warnings}>")
# So that ccache sees through a precompiled header.
target_compile_options(headroom_flags INTERFACE $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fpch-preprocess>)

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # It keeps what was compiled with precompiled headers only if it is told that these lapses don't matter.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()
