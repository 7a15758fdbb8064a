-- Adds an open item unless there is one of its id, and drops one when more than the bound are open then.
-- KEYS: item, state, all, open, spare, receipt
-- ARGV: id, prefix of the keys, the most open items, how long the receipt is kept in milliseconds, 1 when it makes room before others, tenant, names and values...
-- The keys of the dropped item and of tenants are built here. They carry the queue's hash tag, so they are in the slot of KEYS[1].
local known = redis.call('GET', KEYS[6])
if known then
  return {'added', known}
end
local dropped = 0
if redis.call('EXISTS', KEYS[1]) == 0 then
  local prefix = ARGV[2]
  local order = redis.call('HINCRBY', KEYS[2], 'order', 1)
  redis.call('HSET', KEYS[1], 'order', text(order), 'status', 'open', 'tenant', ARGV[6])
  for i = 7, #ARGV, 2 do
    redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
  end
  redis.call('ZADD', KEYS[3], order, ARGV[1])
  redis.call('ZADD', KEYS[4], order, ARGV[1])
  if ARGV[5] == '1' then
    redis.call('ZADD', KEYS[5], order, ARGV[1])
  end
  redis.call('ZADD', prefix .. 'of:' .. ARGV[6], order, ARGV[1])
  redis.call('ZADD', prefix .. 'of:' .. ARGV[6] .. ':open', order, ARGV[1])
  if redis.call('ZCARD', KEYS[4]) > tonumber(ARGV[3]) then
    local first = redis.call('ZRANGE', KEYS[5], 0, 0)[1] or redis.call('ZRANGE', KEYS[4], 0, 0)[1]
    local owner = redis.call('HGET', prefix .. 'item:' .. first, 'tenant')
    redis.call('DEL', prefix .. 'item:' .. first)
    redis.call('ZREM', KEYS[3], first)
    redis.call('ZREM', KEYS[4], first)
    redis.call('ZREM', KEYS[5], first)
    redis.call('ZREM', prefix .. 'of:' .. owner, first)
    redis.call('ZREM', prefix .. 'of:' .. owner .. ':open', first)
    redis.call('HINCRBY', KEYS[2], 'dropped', 1)
    dropped = 1
  end
end
redis.call('SET', KEYS[6], dropped, 'PX', ARGV[4])
return {'added', text(dropped)}
