-- Counts the items of sorted sets, and those that were dropped.
-- KEYS: state, sorted sets...
local reply = {'counted', redis.call('HGET', KEYS[1], 'dropped') or '0'}
for i = 2, #KEYS do
  reply[i + 1] = text(redis.call('ZCARD', KEYS[i]))
end
return reply
