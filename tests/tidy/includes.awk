# Floors and doors: which #include "…" may stand in which file. ENVIRON["USES"] holds the "# uses:"
# lines of the apps as "src/apps/<app>/CMakeLists.txt:# uses: other another".

function floor_of(path) {
  if (path ~ /^src\/kernel\/model\//) return 0
  if (path ~ /^src\/kernel\/time\//) return 1
  if (path ~ /^src\/kernel\/store\//) return 2
  if (path ~ /^src\/kernel\//) return 3
  if (path ~ /^src\/(formats|engines)\//) return 4
  if (path ~ /^src\/apps\//) return 5
  return 6
}
function app_of(path, part) {
  split(path, part, "/")
  return path ~ /^src\/apps\// ? part[3] : ""
}
function bad(what) { print FILENAME ":" FNR ": " what }

BEGIN {
  count = split(ENVIRON["USES"], line, "\n")
  for (i = 1; i <= count; i++) {
    words = split(line[i], word, /[ ,]+/)
    app = app_of(word[1])
    for (j = 3; j <= words; j++) uses[app, word[j]] = 1
  }
}

FNR == 1 {
  test = FILENAME ~ /_test\.cpp$|_testing\.h$|_fuzz\.cpp$|\/testing\//
  from = floor_of(FILENAME)
  if (test && from < 3) from = 3  # a test of a low floor may use the kernel's testing tools
  app = app_of(FILENAME)
}

/^[ \t]*#[ \t]*include[ \t]+"/ {
  split($0, quoted, "\"")
  name = quoted[2]
  if (name ~ /(^|\/)\.\.\//) { bad("an include is spelled from src/, not with ../: " name); next }
  if (name !~ /\//) next  # the same folder
  target = "src/" name
  if (target !~ /^src\/(kernel|formats|engines|apps|cli)\//) next  # a library's own spelling
  if (floor_of(target) > from) bad("runs upward: " name)
  if (target ~ /^src\/kernel\/testing\/|_testing\.h$/ && !test) bad("only tests include " name)
  if (FILENAME ~ /^src\/formats\// && target ~ /^src\/(kernel|engines)\// && floor_of(target) > 1 && !test)
    bad("formats are bytes to values and know of the kernel its words and times alone: " name)
  other = app_of(target)
  if (app == "" || other == "" || other == app) next
  if (target != "src/apps/" other "/api.h") bad("of another app only its api.h: " name)
  else if (!((app, other) in uses))
    bad("src/apps/" app "/CMakeLists.txt does not say '# uses: " other "'")
}
