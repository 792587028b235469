# Takes a page apart: its files to <to>/files/<path>, its commands to <to>/steps/<n>.sh and what they
# must print to <to>/steps/<n>.expected.
#
# A block of code belongs to the file that the line before it names between backquotes, `src/….x`;
# blocks of one file are its consecutive parts. Of the blocks of commands those count that ask the
# server, whose address is $at or $api. A block of text or JSON right behind is what they print.

function bad(what) { print FILENAME ":" FNR ": " what > "/dev/stderr"; broken = 1 }
function folder_of(path) { sub(/\/[^\/]*$/, "", path); return path }

function begin(language) {
  file = ""; kind = ""
  if (match(before, /`src\/[^`]*\.[a-z]+`/)) {
    file = to "/files/" substr(before, RSTART + 1, RLENGTH - 2)
    if (file in begun) print "" > file
    else system("mkdir -p '" quoted(folder_of(file)) "'")
    begun[file] = 1
    files++
  } else if (language == "sh") kind = "commands"
  else if (language == "json" || language == "text") kind = "expected"
  else bad("a block of " language " after a line that names no file")
  text = ""
}

function quoted(path) { gsub(/'/, "'\\''", path); return path }

function finish() {
  if (kind == "commands") {
    asked = text ~ /[$]a(t|pi)/
    if (asked) printf "%s", text > (to "/steps/" sprintf("%02d", ++steps) ".sh")
  } else if (kind == "expected") {
    if (!asked || !alone) bad("what is printed stands right behind the commands that print it")
    else printf "%s", text > (to "/steps/" sprintf("%02d", steps) ".expected")
    asked = 0
  }
}

BEGIN { system("mkdir -p '" quoted(to) "/steps'") }
/^```/ && !inside { inside = 1; begin(substr($0, 4)); next }
/^```/ { inside = 0; finish(); before = ""; alone = 1; next }
inside && file != "" { print > file; next }
inside { text = text $0 "\n"; next }
/[^ ]/ { before = $0; alone = 0 }
END {
  if (inside) bad("a block that does not end")
  if (!steps || !files) bad("no files, or no commands: has the page another form now?")
  exit broken
}
