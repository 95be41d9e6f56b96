# telltale_folder(<target> [DEPS <target>...] [TEST_DEPS <target>...])
#
# One folder is one library target: every *.cc of the folder but tests and mains. A header compiles
# alone: what has a source of its name is included there first (tests/tidy holds that, and ./dev lint
# compiles each source alone), and the others are the target's header set, which
# `all_verify_interface_header_sets` compiles.
# Every *_test.cc of the folder goes into one GoogleTest program `<target>_test`, registered with
# ctest. Every NAME_fuzz.cc becomes a fuzzer `NAME_fuzz` where TELLTALE_FUZZ is on, and elsewhere a
# test of the corpus in tests/fuzz/NAME. Includes are written from the repository root.
include(GoogleTest)

# telltale_test(<target>): a GoogleTest program. `test_programs` builds them all.
add_custom_target(test_programs)
function(telltale_test target)
  target_compile_options(${target} PRIVATE ${TELLTALE_TEST_OPTIONS})
  gtest_discover_tests(${target} DISCOVERY_MODE PRE_TEST)
  add_dependencies(test_programs ${target})
endfunction()

function(telltale_folder target)
  cmake_parse_arguments(ARG "" "" "DEPS;TEST_DEPS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  file(GLOB headers CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.h)
  file(GLOB tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*_test.cc)
  list(FILTER sources EXCLUDE REGEX "_(test|fuzz|main)\\.cc$")
  list(TRANSFORM sources REPLACE "\\.cc$" ".h" OUTPUT_VARIABLE headers_of_sources)
  list(REMOVE_ITEM headers ${headers_of_sources})

  if(sources)
    add_library(${target} STATIC ${sources})
    set(scope PUBLIC)
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(${target} ${scope} ${PROJECT_SOURCE_DIR})
  if(headers)
    target_sources(${target} ${scope} FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}
                   FILES ${headers})
  endif()
  target_link_libraries(${target} ${scope} ${ARG_DEPS} ${ABSL_COMMON})

  if(tests)
    add_executable(${target}_test ${tests})
    target_link_libraries(${target}_test PRIVATE ${target} ${ARG_TEST_DEPS} test_main GTest::gmock)
    telltale_test(${target}_test)
  endif()

  file(GLOB fuzz_targets CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*_fuzz.cc)
  foreach(fuzz_target ${fuzz_targets})
    telltale_fuzz(${fuzz_target} ${target})
  endforeach()
endfunction()

function(telltale_fuzz source folder)
  get_filename_component(name ${source} NAME_WE)
  if(TELLTALE_FUZZ)
    add_executable(${name} ${source})
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    target_link_libraries(${name} PRIVATE ${folder})
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
    return()
  endif()
  string(REPLACE "_fuzz" "" corpus ${name})
  add_executable(${name}_corpus_test ${source} ${PROJECT_SOURCE_DIR}/tests/fuzz/corpus_test.cc)
  target_link_libraries(${name}_corpus_test PRIVATE ${folder} test_main)
  target_compile_definitions(${name}_corpus_test
                             PRIVATE CORPUS_DIR="${PROJECT_SOURCE_DIR}/tests/fuzz/${corpus}")
  telltale_test(${name}_corpus_test)
endfunction()
