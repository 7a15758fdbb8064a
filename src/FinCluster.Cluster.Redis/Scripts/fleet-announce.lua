-- Says that a node is alive, and what it is.
-- KEYS: nodes, leases, removed, state
-- ARGV: id, node, lease in milliseconds, name drawn for this call, channel
-- state.epoch changes when Redis has lost what it knew; state.revision changes with the nodes. Both are drawn at random: a count would
-- come to the same number again after Redis has lost its last changes.
redis.call('HSETNX', KEYS[4], 'epoch', ARGV[4])
redis.call('ZADD', KEYS[2], text(now_us() / 1000 + tonumber(ARGV[3])), ARGV[1])
redis.call('ZREM', KEYS[3], ARGV[1])
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
  redis.call('HSET', KEYS[4], 'revision', ARGV[4])
  redis.call('PUBLISH', ARGV[5], '')
end
return {'announced'}
