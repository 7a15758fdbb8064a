-- Adds a tenant unless there is one of its id.
-- KEYS: tenants, state, receipt
-- ARGV: id, tenant, how long the receipt is kept in milliseconds
if redis.call('EXISTS', KEYS[3]) == 1 then
  return {'created'}
end
if redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2]) == 0 then
  return {'exists'}
end
redis.call('HINCRBY', KEYS[2], 'version', 1)
redis.call('SET', KEYS[3], 1, 'PX', ARGV[3])
return {'created'}
