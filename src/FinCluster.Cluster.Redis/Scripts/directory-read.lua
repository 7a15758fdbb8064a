-- Reads one tenant, or all with their ids when none is named.
-- KEYS: tenants
-- ARGV: id ('' is all)
if ARGV[1] == '' then
  return append({'tenants'}, redis.call('HGETALL', KEYS[1]))
end
return {'tenant', redis.call('HGET', KEYS[1], ARGV[1])}
