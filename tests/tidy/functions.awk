# Finds functions longer than `limit` lines in code that clang-format laid out: a function of a
# namespace starts at column 0, has a parenthesis, ends its signature with "{" and closes with a
# lone brace at column 0; one inside a struct does the same two columns in. The rows of a table and
# the labels of a switch are data: they do not count.

function is_function(text) {
  return text ~ /\(/ && text !~ /= *\{$/ &&
         text !~ /^ *(namespace|struct|class|enum|union|extern|typedef|using|#)/
}

# A line that may begin something at this depth. What does not end here goes on in deeper lines.
function begin(depth) {
  start[depth] = FNR; head[depth] = $0; open[depth] = rows[depth] = 0
  go_on(depth)
}
function go_on(depth) {
  if (/[;}]$/) start[depth] = 0
  else if (/\{$/) { open[depth] = is_function(head[depth]); if (!open[depth]) start[depth] = 0 }
}

function close_at(depth, length_) {
  length_ = FNR - start[depth] + 1 - rows[depth]
  if (length_ > limit)
    print FILENAME ":" start[depth] ": a function of " length_ " lines, more than " limit
  start[depth] = open[depth] = 0
}

FNR == 1 { start[0] = start[2] = open[0] = open[2] = 0 }
/^[ \t]*\/\// || /^$/ || /^#/ { next }
{
  sub(/ +\/\/ .*$/, "")  # a remark at the end of the line
  if (/^ +(\{|case .*:$)/) { rows[0]++; rows[2]++ }
  match($0, /^ */)
  depth = RLENGTH
  if (depth == 0) {
    if (open[0] && $0 == "}") close_at(0)
    else begin(0)
    start[2] = open[2] = 0
  } else if (start[0] && !open[0]) {
    head[0] = head[0] " " $0; go_on(0)
  } else if (!open[0] && depth == 2) {
    if (open[2] && $0 == "  }") close_at(2)
    else begin(2)
  } else if (!open[0] && start[2] && !open[2]) {
    head[2] = head[2] " " $0; go_on(2)
  }
}
