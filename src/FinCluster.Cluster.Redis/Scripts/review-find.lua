-- Reads fields of an item.
-- KEYS: item
-- ARGV: names of the fields...
if redis.call('EXISTS', KEYS[1]) == 0 then
  return {'not-found'}
end
local reply = {'found'}
for i = 1, #ARGV do
  reply[i + 1] = redis.call('HGET', KEYS[1], ARGV[i])
end
return reply
