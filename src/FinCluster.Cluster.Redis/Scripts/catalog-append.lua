-- Adds an entry to the log if there are as many as the caller knows. No two entries are alike, so one that stands there already is the work of an
-- attempt whose reply was lost.
-- KEYS: changes
-- ARGV: number of entries that the caller knows, entry, channel
local count = redis.call('LLEN', KEYS[1])
if count == tonumber(ARGV[1]) then
  redis.call('RPUSH', KEYS[1], ARGV[2])
  redis.call('PUBLISH', ARGV[3], '')
  return {'appended'}
end
if redis.call('LINDEX', KEYS[1], ARGV[1]) == ARGV[2] then
  return {'appended'}
end
return {'behind'}
