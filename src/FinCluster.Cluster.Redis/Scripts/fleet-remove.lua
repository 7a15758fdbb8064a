-- Removes a node. Its id is remembered for a while: a gateway that keeps nodes through an outage must know that this one went by itself.
-- KEYS: nodes, leases, removed, state
-- ARGV: id, how long the removal is remembered in milliseconds, name drawn for this call, channel
local now = now_us() / 1000
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', text(now - tonumber(ARGV[2])))
redis.call('ZADD', KEYS[3], text(now), ARGV[1])
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('HSET', KEYS[4], 'revision', ARGV[3])
redis.call('PUBLISH', ARGV[4], '')
return {'removed'}
