# telltale_folder(<target> [DEPS <target>...] [TEST_DEPS <target>...])
#
# One folder is one library target: every *.cc of the folder but tests and mains, with every *.h as
# its public header set (so `all_verify_interface_header_sets` proves that each compiles alone).
# Every *_test.cc of the folder goes into one GoogleTest program `<target>_test`, registered with
# ctest. Includes are written from the repository root.
include(GoogleTest)

function(telltale_folder target)
  cmake_parse_arguments(ARG "" "" "DEPS;TEST_DEPS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  file(GLOB headers CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.h)
  file(GLOB tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*_test.cc)
  list(FILTER sources EXCLUDE REGEX "_(test|fuzz|main)\\.cc$")

  if(sources)
    add_library(${target} STATIC ${sources})
    set(scope PUBLIC)
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(${target} ${scope} ${PROJECT_SOURCE_DIR})
  target_sources(${target} ${scope} FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}
                 FILES ${headers})
  target_link_libraries(${target} ${scope} ${ARG_DEPS} ${ABSL_COMMON})

  if(tests)
    add_executable(${target}_test ${tests})
    target_link_libraries(${target}_test PRIVATE ${target} ${ARG_TEST_DEPS} test_main GTest::gmock)
    gtest_discover_tests(${target}_test DISCOVERY_MODE PRE_TEST)
  endif()
endfunction()
