-- Decides about an open item. A decision of the same request is the work of an attempt whose reply was lost.
-- KEYS: item, open, spare, those that were decided so
-- ARGV: id, prefix of the keys, name of the request, status, names and values...
-- The keys of the tenant are built here. They carry the queue's hash tag, so they are in the slot of KEYS[1].
local known = redis.call('HMGET', KEYS[1], 'status', 'order', 'tenant', 'request-of-decision')
if not known[1] then
  return {'not-found'}
end
if known[1] ~= 'open' then
  return {known[4] == ARGV[3] and 'decided' or 'already-decided'}
end
local id, of = ARGV[1], ARGV[2] .. 'of:' .. known[3] .. ':'
redis.call('HSET', KEYS[1], 'status', ARGV[4], 'request-of-decision', ARGV[3])
for i = 5, #ARGV, 2 do
  redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
end
redis.call('ZREM', KEYS[2], id)
redis.call('ZREM', KEYS[3], id)
redis.call('ZADD', KEYS[4], known[2], id)
redis.call('ZREM', of .. 'open', id)
redis.call('ZADD', of .. ARGV[4], known[2], id)
return {'decided'}
