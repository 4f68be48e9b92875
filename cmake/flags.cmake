# Flags that every target shares. `-ffp-contract=off`: a fused multiply-add rounds differently from machine to machine,
# and identical bytes are a promise (docs/determinism.md).
add_library(headroom_flags INTERFACE)
target_compile_options(headroom_flags INTERFACE
  -ffp-contract=off -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast -Wnull-dereference
  -Wdouble-promotion $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
option(HEADROOM_WERROR "Warnings are errors (dev and asan presets)" OFF)
if(HEADROOM_WERROR)
  target_compile_options(headroom_flags INTERFACE -Werror)
endif()
find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
