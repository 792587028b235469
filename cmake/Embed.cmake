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

# stoa_queries(<target> <app> <queries.sql>): each "-- name: x" section as sql::x in the generated
# header apps/<app>/queries.h. A statement has no semicolon.
function(stoa_queries target app file)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
  file(READ "${file}" text)
  if(text MATCHES ";")
    message(FATAL_ERROR "${file}: a named statement has no semicolon")
  endif()
  string(REPLACE "-- name: " ";" sections "${text}")
  list(POP_FRONT sections)
  set(constants "")
  set(names "")
  foreach(section IN LISTS sections)
    if(NOT section MATCHES "^([a-z_]+)\n")
      message(FATAL_ERROR "${file}: a section begins with '-- name: snake_case_name'")
    endif()
    set(name "${CMAKE_MATCH_1}")
    string(LENGTH "${name}" skip)
    string(SUBSTRING "${section}" ${skip} -1 statement)
    string(STRIP "${statement}" statement)
    string(APPEND constants "inline constexpr Sql ${name} = R\"sql(${statement})sql\";\n")
    string(APPEND names "    {\"${name}\", ${name}},\n")
  endforeach()
  file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/generated/apps/${app}/queries.h" CONTENT
"// Generated from queries.sql.
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
