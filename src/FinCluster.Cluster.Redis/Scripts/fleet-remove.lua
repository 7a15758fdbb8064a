-- Removes a node. Its id is remembered for a while: a gateway that keeps nodes through an outage must know that this one went by itself.
-- KEYS: nodes, leases, removed, state
-- ARGV: id, how long the removal is remembered in milliseconds, channel
local now = now_us() / 1000
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', text(now - tonumber(ARGV[2])))
redis.call('ZADD', KEYS[3], text(now), ARGV[1])
redis.call('ZREM', KEYS[2], ARGV[1])
if redis.call('HDEL', KEYS[1], ARGV[1]) == 1 then
  redis.call('HINCRBY', KEYS[4], 'revision', 1)
end
redis.call('PUBLISH', ARGV[3], '')
return {'removed'}
