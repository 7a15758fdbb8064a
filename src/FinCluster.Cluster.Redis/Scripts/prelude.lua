-- The server's own clock, in microseconds: leases never compare the clocks of two machines.
local function now_us()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000000 + tonumber(time[2])
end

-- A whole number as text. tostring() would write large ones with an exponent.
local function text(number)
  return string.format('%.0f', number)
end

