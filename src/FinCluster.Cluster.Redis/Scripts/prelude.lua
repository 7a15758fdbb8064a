-- The server's own clock, in microseconds: leases never compare the clocks of two machines.
local function now_us()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000000 + tonumber(time[2])
end

-- A whole number as text. tostring() would write large ones with an exponent.
local function text(number)
  return string.format('%.0f', number)
end

-- Puts the items of one list behind those of another. unpack() fails on long lists. A missing item is false, never nil.
local function append(list, items)
  local length = #list
  for i = 1, #items do
    list[length + i] = items[i]
  end
  return list
end

