-- Reads a session with its messages.
-- KEYS: session, messages
local session = redis.call('HMGET', KEYS[1], 'version', 'model', 'count', 'created', 'updated', 'warm')
if not session[1] then
  return {'not-found'}
end
return append({'found', unpack(session)}, redis.call('LRANGE', KEYS[2], 0, -1))
