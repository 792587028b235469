# The targets of a Markdown page's links and pictures, as "file <tab> line <tab> target". What stands
# in a code block or between backquotes is no link.

FNR == 1 { code = 0 }
/^ *(```|~~~)/ { code = !code; next }
code { next }
{
  rest = $0
  gsub(/`[^`]*`/, "", rest)
  while (match(rest, /\]\([^) ]+|src="[^"]+|^\[[^\]]+\]: [^ ]+/)) {
    target = substr(rest, RSTART, RLENGTH)
    sub(/^\]\(|^src="|^\[[^\]]+\]: /, "", target)
    print FILENAME "\t" FNR "\t" target
    rest = substr(rest, RSTART + RLENGTH)
  }
}
