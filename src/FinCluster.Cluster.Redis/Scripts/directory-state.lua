-- Says whether anything changed, and whether there is a tenant.
-- KEYS: tenants, state
return {'state', redis.call('HGET', KEYS[2], 'version') or '0', redis.call('HLEN', KEYS[1])}
