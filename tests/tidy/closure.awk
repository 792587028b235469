# Follows #include "…" from header to header within src/, by text alone.
# want=heavy: heavy headers reachable from what an app sees. want=pairs: each header, a tab, and all
# that it includes, itself first.

FNR == 1 { all[++headers] = FILENAME }
/^[ \t]*#[ \t]*include[ \t]+"/ {
  split($0, quoted, "\"")
  name = quoted[2]
  if (name !~ /\//) { folder = FILENAME; sub(/[^\/]*$/, "", folder); name = folder name }
  else name = "src/" name
  edge[FILENAME, ++edges[FILENAME]] = name
}
/^[ \t]*#[ \t]*include[ \t]+<(boost\/(asio|beast|json)[.\/_]|iostream>|regex>)/ {
  match($0, /<.*>/)
  heavy[FILENAME] = heavy[FILENAME] FNR " " substr($0, RSTART, RLENGTH) "\n"
}

# Fills queue[1..] with `start` and all that it reaches; came[file] is who included it.
function reach(start, i, j, next_one) {
  split("", queue); split("", came)
  queue[1] = start; came[start] = start; queued = 1
  for (i = 1; i <= queued; i++)
    for (j = 1; j <= edges[queue[i]]; j++) {
      next_one = edge[queue[i], j]
      if (!(next_one in came)) { came[next_one] = queue[i]; queue[++queued] = next_one }
    }
}

function tell_heavy(start, i, n, j, lines, said) {
  reach(start)
  for (i = 1; i <= queued; i++) {
    n = split(heavy[queue[i]], lines, "\n")
    for (j = 1; j < n; j++) {
      split(lines[j], said, " ")
      print queue[i] ":" said[1] ": " said[2] " is seen by apps, through " start
    }
  }
}

function tell_pairs(start, i, text) {
  reach(start)
  for (i = 1; i <= queued; i++) text = text (i > 1 ? " " : "") queue[i]
  print start "\t" text
}

END {
  for (h = 1; h <= headers; h++) {
    if (want == "pairs") tell_pairs(all[h])
    else if (all[h] ~ /^src\/apps\// || all[h] == "src/kernel/app/app.h") tell_heavy(all[h])
  }
}
