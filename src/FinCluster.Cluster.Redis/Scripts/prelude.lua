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

-- Whole division of whole numbers, also where the quotient of doubles is rounded up to the next one.
local function div(dividend, divisor)
  local quotient = math.floor(dividend / divisor)
  return quotient * divisor > dividend and quotient - 1 or quotient
end

-- Drops from a hash the entries whose end in a sorted set has come.
local function drop_ended(hash, ends, now)
  local ended = redis.call('ZRANGEBYSCORE', ends, '-inf', now)
  for i = 1, #ended do
    redis.call('HDEL', hash, ended[i])
  end
  redis.call('ZREMRANGEBYSCORE', ends, '-inf', now)
end

-- The month of a moment as year * 100 + month, and how long it still lasts, in microseconds of UTC.
-- The days are counted in years that begin in March, so that a leap day is the last one: https://howardhinnant.github.io/date_algorithms.html
local function month_of(now)
  local day_us = 86400000000
  local days = math.floor(now / day_us) + 719468
  local era = math.floor(days / 146097)
  local of_era = days - era * 146097
  local year = math.floor((of_era - math.floor(of_era / 1460) + math.floor(of_era / 36524) - math.floor(of_era / 146096)) / 365)
  local of_year = of_era - (365 * year + math.floor(year / 4) - math.floor(year / 100))
  local index = math.floor((5 * of_year + 2) / 153)
  local day = of_year - math.floor((153 * index + 2) / 5)
  local month = index < 10 and index + 3 or index - 9
  year = year + era * 400 + (month <= 2 and 1 or 0)
  local lengths = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}
  local length = lengths[month]
  if month == 2 and year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0) then
    length = 29
  end
  return year * 100 + month, (length - day) * day_us - now % day_us
end

