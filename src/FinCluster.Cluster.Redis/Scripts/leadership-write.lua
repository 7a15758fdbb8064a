-- Replaces the note, unless the writer's term is over.
-- KEYS: role
-- ARGV: token, note
local term = redis.call('HMGET', KEYS[1], 'token', 'until')
if term[1] ~= ARGV[1] or tonumber(term[2]) <= now_us() then
  return {'over'}
end
redis.call('HSET', KEYS[1], 'note', ARGV[2])
return {'written'}
