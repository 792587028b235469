-- GET PREFIX<line>SUFFIX for the lines of a file, over and over, from a random one on, by the run's key.
-- wrk … URL -- FILE PREFIX [SUFFIX]
dofile(os.getenv("BENCH_LUA") .. "/report.lua")

local lines, at, head, tail = {}, 1, "", ""

function init(args)
  for line in io.lines(args[1]) do lines[#lines + 1] = line end
  wrk.headers["Authorization"] = os.getenv("BENCH_AUTHORIZATION")
  local whole = wrk.format("GET", args[2] .. "@@" .. (args[3] or ""))
  local from, to = whole:find("@@", 1, true)
  head, tail = whole:sub(1, from - 1), whole:sub(to + 1)
  math.randomseed(os.time())
  at = math.random(#lines)
end

function request()
  at = at % #lines + 1
  return head .. lines[at] .. tail
end
