# How every target is compiled. Included once, before the first target.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_VERIFY_INTERFACE_HEADER_SETS ON)

# Eight files of a target are one to the compiler, so that what they include is parsed once: half
# the time (docs/adr/0103). A name that only one file uses must then be unique in its target.
set(CMAKE_UNITY_BUILD ON CACHE BOOL "compile several files as one")
set(CMAKE_UNITY_BUILD_BATCH_SIZE 8)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()
# -O2 in both: a debugger and a profiler find their way, and CHECK stays on in release.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1 -DNDEBUG")
# Debian's abseil is built without NDEBUG and its inline code must agree on layouts, so the
# macro is only ever set for our own optimised builds, never mixed within one of them.
# -Wno-maybe-uninitialized: g++ 14 sees std::optional wrongly at -O2.
add_compile_options(-Wall -Wextra -Wno-unused-parameter -Wno-missing-field-initializers
                    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)

set(TELLTALE_SANITIZE "" CACHE STRING "sanitizers: empty, `address,undefined` or `thread`")
set(TELLTALE_TEST_OPTIONS "")  # of the files that only tests have
if(CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo" AND NOT TELLTALE_SANITIZE)
  # A sixth less time to compile; there g++ 12 sees the bounds of std::string wrongly.
  set(TELLTALE_TEST_OPTIONS -O1 -Wno-array-bounds -Wno-stringop-overflow)
endif()
if(TELLTALE_SANITIZE)
  # -Og: at -O2 such a build takes three times as long, and finds no more.
  add_compile_options(-Og -fsanitize=${TELLTALE_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${TELLTALE_SANITIZE})
endif()
if(TELLTALE_SANITIZE STREQUAL "thread")
  # Fences, which gcc's thread sanitizer does not follow, stand in Boost's headers only.
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-tsan>)
endif()
if(TELLTALE_SANITIZE MATCHES undefined)
  # What goes through a null pointer is a fault of the processor, which AddressSanitizer reports;
  # looking before each access as well makes compiling a sixth longer. What touches nothing, as a
  # reference bound to null, is not found.
  add_compile_options(-fno-sanitize-recover=undefined -fno-sanitize=null)
endif()

set(TELLTALE_FUZZ OFF CACHE BOOL "build fuzzers in place of the tests of their corpora; needs clang")
if(TELLTALE_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()
