-- Prolongs the lease from now on.
-- KEYS: session
-- ARGV: token, duration in microseconds
local now = now_us()
local lease = redis.call('HMGET', KEYS[1], 'token', 'until')
if lease[1] ~= ARGV[1] or tonumber(lease[2]) <= now then
  return {'lost'}
end
redis.call('HSET', KEYS[1], 'until', text(now + tonumber(ARGV[2])))
return {'renewed'}
