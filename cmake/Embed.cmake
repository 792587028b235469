# Files and SQL that travel inside the binary.

# stoa_embed(<target> <name> <base folder> <files…>): the files' bytes, through the assembler's
# .incbin (a compiler would need seconds for what the assembler copies), listed by
# stoa::embedded::<name>() under their paths relative to the base folder.
function(stoa_embed target name base)
  set(assembly "  .section .rodata\n")
  set(externs "")
  set(rows "")
  set(index 0)
  foreach(file ${ARGN})
    file(RELATIVE_PATH path "${base}" "${file}")
    string(APPEND assembly "  .global stoa_${name}_${index}_begin\n  .global stoa_${name}_${index}_end\n"
      "stoa_${name}_${index}_begin:\n  .incbin \"${file}\"\nstoa_${name}_${index}_end:\n  .byte 0\n")
    string(APPEND externs "extern const char stoa_${name}_${index}_begin[], stoa_${name}_${index}_end[];\n")
    string(APPEND rows "      {\"${path}\", {stoa_${name}_${index}_begin, stoa_${name}_${index}_end}},\n")
    math(EXPR index "${index} + 1")
  endforeach()
  string(APPEND assembly "  .section .note.GNU-stack,\"\",@progbits\n")
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/embedded")
  file(CONFIGURE OUTPUT "${folder}/${name}.S" CONTENT "${assembly}" @ONLY)
  file(CONFIGURE OUTPUT "${folder}/${name}.cpp" CONTENT
"#include \"kernel/app/embedded.h\"
extern \"C\" {
${externs}}
namespace stoa::embedded {
Files ${name}() {
  static const std::vector<File> files = {
${rows}  };
  return files;
}
}  // namespace stoa::embedded
" @ONLY)
  if(ARGN)
    set_source_files_properties("${folder}/${name}.S" PROPERTIES OBJECT_DEPENDS "${ARGN}")
  endif()
  target_sources(${target} PRIVATE "${folder}/${name}.S" "${folder}/${name}.cpp")
endfunction()

# The "-- name: x" sections of a file of statements, as ${prefix}_x in the caller's scope, their
# names in ${prefix}_names. A statement has no semicolon.
function(stoa_read_queries prefix file)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
  file(READ "${file}" text)
  if(text MATCHES ";")
    message(FATAL_ERROR "${file}: a named statement has no semicolon")
  endif()
  string(REPLACE "-- name: " ";" sections "${text}")
  list(POP_FRONT sections)
  set(names "")
  foreach(section IN LISTS sections)
    if(NOT section MATCHES "^([a-z_]+)\n")
      message(FATAL_ERROR "${file}: a section begins with '-- name: snake_case_name'")
    endif()
    set(name "${CMAKE_MATCH_1}")
    string(LENGTH "${name}" skip)
    string(SUBSTRING "${section}" ${skip} -1 statement)
    string(STRIP "${statement}" statement)
    set(${prefix}_${name} "${statement}" PARENT_SCOPE)
    list(APPEND names ${name})
  endforeach()
  set(${prefix}_names ${names} PARENT_SCOPE)
endfunction()

# stoa_queries(<target> <app> <queries.sql>): each section as sql::x in the generated header
# apps/<app>/queries.h. One of the same name in queries.pg.sql stands in for it on PostgreSQL.
function(stoa_queries target app file)
  stoa_read_queries(sql "${file}")
  string(REGEX REPLACE "\\.sql$" ".pg.sql" postgres_file "${file}")
  set(pg_names "")
  if(EXISTS "${postgres_file}")
    stoa_read_queries(pg "${postgres_file}")
  endif()
  foreach(name IN LISTS pg_names)
    if(NOT name IN_LIST sql_names)
      message(FATAL_ERROR "${postgres_file}: ${file} has no ${name}")
    endif()
  endforeach()
  set(constants "")
  set(names "")
  foreach(name IN LISTS sql_names)
    set(texts "R\"sql(${sql_${name}})sql\"")
    if(name IN_LIST pg_names)
      string(APPEND texts ",\n    R\"sql(${pg_${name}})sql\"")
    endif()
    string(APPEND constants "inline constexpr Sql ${name}{${texts}};\n")
    string(APPEND names "    {\"${name}\", ${name}},\n")
  endforeach()
  file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/generated/apps/${app}/queries.h" CONTENT
"// Generated from queries.sql and queries.pg.sql.
#pragma once
#include \"kernel/store/sql.h\"
namespace stoa::${app}::sql {
${constants}
// All of them, for the test that prepares and explains each.
inline constexpr struct { const char* name; Sql statement; } all[] = {
${names}};
}  // namespace stoa::${app}::sql
" @ONLY)
  target_include_directories(${target} PUBLIC "${CMAKE_BINARY_DIR}/generated")
endfunction()
