# How everything is compiled: here, and in a project outside of this one that builds apps against it.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
set(STOA_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize= (address,undefined or thread)")

# A designated initialiser names what it sets; the rest has its default (docs/adr/0002).
add_compile_options(-Wall -Wextra -Werror -Wno-missing-field-initializers)
if(STOA_SANITIZE)
  add_compile_options(-fsanitize=${STOA_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  # Both take a third off the compiler's time. A null pointer that is followed is told of anyway, sizes of
  # objects cannot be seen at -O0, x86 reads what is not aligned; AddressSanitizer's own checks are called.
  if(STOA_SANITIZE MATCHES "address" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-fno-sanitize=null,alignment,object-size
                        "SHELL:--param asan-instrumentation-with-call-threshold=0")
  endif()
  # GCC sees uninitialised members that are not, when it instruments.
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-Wno-maybe-uninitialized)
  endif()
  # ThreadSanitizer does not know the fences of Asio's handler invocation.
  add_compile_definitions(BOOST_ASIO_DISABLE_FENCED_BLOCK)
  add_link_options(-fsanitize=${STOA_SANITIZE})
endif()
find_program(MOLD mold)
if(MOLD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_link_options(-fuse-ld=mold)
endif()
find_program(CCACHE ccache)
if(CCACHE)
  # It believes the list of headers that the compiler writes.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_DEPEND=1 ${CCACHE})
endif()
