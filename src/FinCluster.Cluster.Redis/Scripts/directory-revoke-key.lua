-- Revokes a key for good.
-- KEYS: state, keys, keys of the tenant, receipt
-- ARGV: key id, when, how long the receipt is kept in milliseconds
if redis.call('EXISTS', KEYS[4]) == 1 then
  return {'revoked'}
end
for _, hash in ipairs(redis.call('LRANGE', KEYS[3], 0, -1)) do
  local tenant, id, created, revoked = string.match(redis.call('HGET', KEYS[2], hash), '^(%S+) (%S+) (%S+) (%S+)$')
  if id == ARGV[1] and revoked == '-' then
    redis.call('HSET', KEYS[2], hash, tenant .. ' ' .. id .. ' ' .. created .. ' ' .. ARGV[2])
    redis.call('HINCRBY', KEYS[1], 'version', 1)
    redis.call('SET', KEYS[4], 1, 'PX', ARGV[3])
    return {'revoked'}
  end
end
return {'not-found'}
