-- Deletes a session unless a writer holds it.
-- KEYS: session, messages, recent, receipt
-- ARGV: id, how long the receipt is kept in milliseconds
if redis.call('EXISTS', KEYS[4]) == 1 then
  return {'deleted'}
end
local lease_end = redis.call('HGET', KEYS[1], 'until')
if not lease_end then
  return {'not-found'}
end
if tonumber(lease_end) > now_us() then
  return {'busy'}
end
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('ZREM', KEYS[3], ARGV[1])
redis.call('SET', KEYS[4], 1, 'PX', ARGV[2])
return {'deleted'}
