# An app is a folder, and its CMakeLists.txt one line: stoa_app(<name> [LIBRARIES …]).

include(${CMAKE_CURRENT_LIST_DIR}/Embed.cmake)

# Reads once what nearly every file of a target includes: a third of the time of a whole build. Each
# file includes what it uses all the same (tests/tidy). The presets with sanitizers compile 24 files
# as one, which reads it once by itself: they are seldom built after an edit.
function(stoa_precompile target header)
  if(CMAKE_UNITY_BUILD)
    return()
  endif()
  target_precompile_headers(${target} PRIVATE ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../src/${header} ${ARGN})
  # GCC 12 takes the standard library for ours then, and warns of what is none in it (bug 105651).
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${target} PRIVATE -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow)
  endif()
endfunction()

# stoa_app(<name> [LIBRARIES …]) in the CMakeLists.txt of <somewhere>/apps/<name>: the library
# app_<name>, of every source but the tests, with what is embedded and queries.sql where there is one.
# It links the kernel and LIBRARIES (stoa_formats, say). The global property STOA_APPS lists them all.
function(stoa_app name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LIBRARIES")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "stoa_app(${name}) knows LIBRARIES, not: ${arg_UNPARSED_ARGUMENTS}")
  endif()
  set(folder "${CMAKE_CURRENT_SOURCE_DIR}")
  if(NOT folder MATCHES "/apps/${name}$")
    message(FATAL_ERROR "the folder of stoa_app(${name}) is apps/${name}, not ${folder}")
  endif()
  set(target app_${name})
  file(GLOB sources CONFIGURE_DEPENDS *.cpp)
  list(FILTER sources EXCLUDE REGEX "_(test|fuzz)\\.cpp$")
  add_library(${target} STATIC ${sources})
  target_link_libraries(${target} PUBLIC stoa_kernel ${arg_LIBRARIES})
  cmake_path(SET root NORMALIZE "${folder}/../..")
  target_include_directories(${target} PUBLIC "${root}")
  stoa_precompile(${target} kernel/app/app.h)
  file(GLOB_RECURSE embedded CONFIGURE_DEPENDS migrations/*.sql page/* demo/* mail/*)
  list(FILTER embedded EXCLUDE REGEX "\\.md$")
  stoa_embed(${target} ${name} "${folder}" ${embedded})
  # Found by a glob, so that one that is added later is noticed.
  file(GLOB queries CONFIGURE_DEPENDS queries.sql)
  if(queries)
    stoa_queries(${target} ${name} "${queries}")
  endif()
  set_property(GLOBAL APPEND PROPERTY STOA_APPS ${target})
endfunction()
