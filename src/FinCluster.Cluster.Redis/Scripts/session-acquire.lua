-- Takes the writer lease. The same request finds the lease that an attempt whose reply was lost has taken; a
-- request whose lease is over is a late copy, and takes nothing.
-- KEYS: session, messages
-- ARGV: expected version ('' is any), duration in microseconds, request
local now = now_us()
local session = redis.call('HMGET', KEYS[1], 'version', 'model', 'count', 'created', 'updated', 'warm')
if not session[1] then
  return {'not-found'}
end
if ARGV[1] ~= '' and ARGV[1] ~= session[1] then
  return {'mismatch', session[1]}
end
local lease = redis.call('HMGET', KEYS[1], 'until', 'holder', 'token')
local token = lease[3]
local held = tonumber(lease[1]) > now
if held ~= (lease[2] == ARGV[3]) then
  return {'busy', session[1]}
end
if not held then
  token = text(redis.call('HINCRBY', KEYS[1], 'token', 1))
end
redis.call('HSET', KEYS[1], 'until', text(now + tonumber(ARGV[2])), 'holder', ARGV[3])
return append({'acquired', token, unpack(session)}, redis.call('LRANGE', KEYS[2], 0, -1))
