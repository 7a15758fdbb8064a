-- Lists the keys of a tenant: hash, then record.
-- KEYS: keys, keys of the tenant
local reply = {'keys'}
for _, hash in ipairs(redis.call('LRANGE', KEYS[2], 0, -1)) do
  append(reply, {hash, redis.call('HGET', KEYS[1], hash)})
end
return reply
