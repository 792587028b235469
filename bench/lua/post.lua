-- POST of each line of a file, over and over, from a random one on, by the caller's token.
-- wrk … URL -- FILE
dofile(os.getenv("BENCH_LUA") .. "/report.lua")

local lines, at = {}, 1

function init(args)
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Authorization"] = os.getenv("BENCH_AUTHORIZATION")
  for line in io.lines(args[1]) do lines[#lines + 1] = wrk.format("POST", nil, nil, line) end
  math.randomseed(os.time())
  at = math.random(#lines)
end

function request()
  at = at % #lines + 1
  return lines[at]
end
