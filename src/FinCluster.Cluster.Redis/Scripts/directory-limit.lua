-- Replaces the limits of a tenant.
-- KEYS: tenants, state
-- ARGV: id, limits
local tenant = redis.call('HGET', KEYS[1], ARGV[1])
if not tenant then
  return {'not-found'}
end
-- The time of creation stands in front of the limits, up to the first blank.
redis.call('HSET', KEYS[1], ARGV[1], string.match(tenant, '^%S+ ') .. ARGV[2])
redis.call('HINCRBY', KEYS[2], 'version', 1)
return {'limited'}
