-- Finds the tenant of a key that is good.
-- KEYS: tenants, keys
-- ARGV: key hash
local key = redis.call('HGET', KEYS[2], ARGV[1])
local tenant, revoked = string.match(key or '', '^(%S+) %S+ %S+ (%S+)$')
if not tenant or revoked ~= '-' then
  return {'not-found'}
end
return {'found', tenant, redis.call('HGET', KEYS[1], tenant)}
