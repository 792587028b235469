-- POST of an author, each with another name: as bench/c/create_loop.c writes them.
dofile(os.getenv("BENCH_LUA") .. "/report.lua")

local random = math.random

function init()
  math.randomseed(os.time())
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Authorization"] = os.getenv("BENCH_AUTHORIZATION")
end

function request()
  local number = random(0, 99999999)
  local body = string.format('{"name":"Author %08d","about":"Born in %d, wrote %d books about the '
    .. 'sea and one about nothing."}', number, 1800 + number % 200, number % 90)
  return wrk.format("POST", nil, nil, body)
end
