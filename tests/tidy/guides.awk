# The C++ of a guide stands in code that is compiled. The page names it in a comment of its own line:
# <!-- code: src/kernel/app/jobs_guide_test.cpp src/apps/library/api.h -->
#
# Blanks, how lines are broken and comments are left alone. A line with nothing but "…", or an empty
# one, stands for whatever the code has there; what is between two of them must stand in one piece.

function bare(line) {
  sub(/(^|[ \t])\/\/.*$/, "", line)
  gsub(/[ \t\r]/, "", line)
  return line
}
function bad(line, what) { print FILENAME ":" line ": " what }

# Adds a file's text to the page's `code`.
function take(name, line, got, all) {
  if (name !~ /^src\/.*\.(h|cpp)$/) { bad(FNR, "is no C++ of src: " name); return }
  while ((got = (getline line < name)) > 0) all = all bare(line)
  close(name)
  if (got < 0) bad(FNR, "is not there: " name)
  code = code "\n" all
}

FNR == 1 { inside = named = 0; code = "" }
/^<!-- code: .* -->$/ && !inside {
  named = 1
  for (i = 3; i < NF; i++) take($i)
  next
}
/^ *```cpp/ && !inside {
  inside = 1
  piece = ""
  if (!named) bad(FNR, "code, and no <!-- code: … --> above it that says where it is compiled")
  lost = !named
  next
}
/^ *```/ { inside = 0 }
!inside { next }
/^[ \t]*(…)?[ \t]*$/ { piece = ""; lost = !named; next }
lost { next }  # has been told of
{
  piece = piece bare($0)
  if (index(code, piece) == 0) {
    bad(FNR, "stands in none of the files that the page names: " $0)
    lost = 1
  }
}
