# Reads goals.tsv, then samples.tsv; prints the table of ratios. A ratio is taken inside each round,
# where the servers follow one another, and then the median of the rounds.
BEGIN { FS = "\t" }

function sort(list, n,   i, j, v) {
  for (i = 2; i <= n; ++i) {
    v = list[i]
    for (j = i - 1; j >= 1 && list[j] > v; --j) list[j + 1] = list[j]
    list[j + 1] = v
  }
}

# Fills sorted[] with value[key, 1…] and leaves its median, least and greatest.
function summarise(key, value,   i, n) {
  n = 0
  for (i = 1; i <= rounds; ++i) if ((key, i) in value) sorted[++n] = value[key, i]
  sort(sorted, n)
  median = n % 2 ? sorted[(n + 1) / 2] : (sorted[n / 2] + sorted[n / 2 + 1]) / 2
  least = sorted[1]
  most = sorted[n]
  return n
}

function short(x) {
  if (x >= 99500) return sprintf("%.0fk", x / 1000)
  if (x >= 999.5) return sprintf("%.1fk", x / 1000)
  return sprintf(x >= 99.5 ? "%.0f" : x >= 9.95 ? "%.1f" : "%.2f", x)
}

function spread() { return short(median) " [" short(least) "–" short(most) "]" }

# The goal of QUALITY.md §1 for this row, and whether it is met.
function verdict(row, case, server, kind, x,   key) {
  key = row SUBSEP case SUBSEP server SUBSEP kind
  if (!(key in bound)) key = row SUBSEP "*" SUBSEP server SUBSEP kind
  if (!(key in bound)) return ""
  return wanted[key] ((kind == "speed" ? x >= bound[key] : x <= bound[key]) ? " ✓" : " ✗")
}

FILENAME ~ /goals\.tsv$/ {
  if ($0 !~ /^#/) {
    bound[$1, $2, $3, $4] = $5
    wanted[$1, $2, $3, $4] = $6
  }
  next
}

{
  group = $1 SUBSEP $2
  key = group SUBSEP $3
  if (!(group in title)) { order[++groups] = group; title[group] = $1 ", " $2 }
  if (!(key in seen)) { seen[key] = 1; members[group, ++count[group]] = $3 }
  if ($4 > rounds) rounds = $4
  rps[key, $4] = $5; p99[key, $4] = $7 / 1000; cpu[key, $4] = $8; failed[key] += $10
  all[++samples] = $9
}

END {
  print "| what | server | Stoa's req/s ÷ its | goal | req/s | p99, ms | CPU µs/request | Stoa's CPU ÷ its |"
  print "|---|---|---|---|---|---|---|---|"
  for (g = 1; g <= groups; ++g) for (m = 1; m <= count[order[g]]; ++m) line(order[g], members[order[g], m], m)
  sort(all, samples)
  printf "\nOthers used %.2f cores during the median sample and %.2f during the worst of %d; %d rounds.\n",
    all[int((samples + 1) / 2)], all[samples], samples, rounds
}

function line(group, server, m,   key, base, i, at, speed, cost, goal) {
  key = group SUBSEP server
  base = group SUBSEP "Stoa"
  split(group, at, SUBSEP)
  speed = cost = "–"
  goal = ""
  for (i = 1; key != base && i <= rounds; ++i) if ((key, i) in rps && (base, i) in rps) {
    faster[key, i] = rps[base, i] / rps[key, i]
    if (cpu[key, i] > 0) dearer[key, i] = cpu[base, i] / cpu[key, i]
  }
  if (key != base && summarise(key, faster)) {
    speed = "**" short(median) "** [" short(least) "–" short(most) "]"
    goal = verdict(at[1], at[2], server, "speed", median)
  }
  if (key != base && summarise(key, dearer)) {
    cost = verdict(at[1], at[2], server, "cpu", median)
    cost = spread() (cost == "" ? "" : ", " cost)
  }
  printf "| %s | %s%s | %s | %s |", m == 1 ? title[group] : "", server,
    failed[key] ? " (**" failed[key] " failed**)" : "", speed, goal
  summarise(key, rps)
  printf " %s |", spread()
  summarise(key, p99)
  printf " %s |", (median > 0 ? spread() : "–")
  summarise(key, cpu)
  printf " %s | %s |\n", spread(), cost
}
