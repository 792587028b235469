# An app is a folder, and its CMakeLists.txt one line: stoa_app(<name> [LIBRARIES …]).

include(${CMAKE_CURRENT_LIST_DIR}/Embed.cmake)

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
  file(GLOB_RECURSE embedded CONFIGURE_DEPENDS migrations/*.sql page/* demo/* mail/*)
  # What the console's bundler reads does not travel as it is.
  list(FILTER embedded EXCLUDE REGEX "\\.(md|tsx?|module\\.css)$")
  stoa_embed(${target} ${name} "${folder}" ${embedded})
  # Found by a glob, so that one that is added later is noticed.
  file(GLOB queries CONFIGURE_DEPENDS queries.sql)
  if(queries)
    stoa_queries(${target} ${name} "${queries}")
  endif()
  set_property(GLOBAL APPEND PROPERTY STOA_APPS ${target})
endfunction()
