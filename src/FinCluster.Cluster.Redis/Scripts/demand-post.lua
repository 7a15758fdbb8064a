-- Puts a gateway's post in the place of its last one, and drops those whose time is over, so that gateways that have gone leave nothing.
-- KEYS: posts, ends
-- ARGV: gateway, post, lifetime in milliseconds
local now = now_us() / 1000
drop_ended(KEYS[1], KEYS[2], text(now))
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[2], text(now + tonumber(ARGV[3])), ARGV[1])
return {'posted'}
