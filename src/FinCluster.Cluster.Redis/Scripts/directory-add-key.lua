-- Adds a key to a tenant. Its hash is of random bits, so one that is there already is the work of an attempt whose reply was lost.
-- KEYS: tenants, state, keys (hash: key hash to tenant, id, created, revoked), keys of the tenant (list of key hashes)
-- ARGV: tenant, key hash, key id, created, most keys of a tenant
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then
  return {'not-found'}
end
if redis.call('HEXISTS', KEYS[3], ARGV[2]) == 1 then
  return {'added'}
end
if redis.call('LLEN', KEYS[4]) >= tonumber(ARGV[5]) then
  return {'too-many'}
end
redis.call('HSET', KEYS[3], ARGV[2], ARGV[1] .. ' ' .. ARGV[3] .. ' ' .. ARGV[4] .. ' -')
redis.call('RPUSH', KEYS[4], ARGV[2])
redis.call('HINCRBY', KEYS[2], 'version', 1)
return {'added'}
