-- Drops the nodes whose lease has ended, then gives the fleet; without the nodes when the reader knows them.
-- KEYS: nodes, leases, removed, state
-- ARGV: epoch and revision that the reader knows, name drawn for this call, channel
local now = text(now_us() / 1000)
redis.call('HSETNX', KEYS[4], 'epoch', ARGV[3])
local dead = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now)
for i = 1, #dead do
  redis.call('HDEL', KEYS[1], dead[i])
end
if #dead > 0 then
  redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
  redis.call('HSET', KEYS[4], 'revision', ARGV[3])
  redis.call('PUBLISH', ARGV[4], '')
end
local epoch = redis.call('HGET', KEYS[4], 'epoch')
local revision = redis.call('HGET', KEYS[4], 'revision') or ''
local first = redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')
local next_end = first[2] and text(tonumber(first[2]) - tonumber(now)) or '-1'
if epoch == ARGV[1] and revision == ARGV[2] then
  return {'same', epoch, revision, next_end}
end
local removed = redis.call('ZRANGE', KEYS[3], 0, -1)
local reply = append({'changed', epoch, revision, next_end, #removed}, removed)
return append(reply, redis.call('HGETALL', KEYS[1]))
