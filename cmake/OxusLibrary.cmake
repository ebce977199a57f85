# oxus_library(NAME SOURCES ... LINK ...): one static library per folder. It links exactly
# what LINK names, so that an include from the wrong direction does not link.
function(oxus_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${ARG_LINK})
  oxus_warnings(${name})
endfunction()

# oxus_test(NAME SOURCES ... LINK ...): a GoogleTest program, known to CTest as one test.
function(oxus_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;LINK" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} GTest::gmock_main)
  target_compile_definitions(${name} PRIVATE
    OXUS_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  oxus_warnings(${name})
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT})
endfunction()

function(oxus_warnings name)
  # -Wrestrict: GCC 12 warns falsely of std::string operator+ (GCC bug 105651).
  target_compile_options(${name} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
    -Wno-missing-field-initializers -Wno-restrict)
  if(OXUS_SANITIZE OR CMAKE_BUILD_TYPE STREQUAL "Release")
    # GCC 12 warns falsely of std::regex and others in instrumented code, and of std::optional of a
    # std::variant at -O3; the preset `dev` keeps the warning.
    target_compile_options(${name} PRIVATE -Wno-maybe-uninitialized)
  endif()
  if(OXUS_WERROR)
    target_compile_options(${name} PRIVATE -Werror)
  endif()
endfunction()
