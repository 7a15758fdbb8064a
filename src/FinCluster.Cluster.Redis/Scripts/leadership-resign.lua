-- Ends a term, unless it was followed by another. Its token stays, so that the next one is above it.
-- KEYS: role
-- ARGV: token
if redis.call('HGET', KEYS[1], 'token') == ARGV[1] then
  redis.call('HSET', KEYS[1], 'until', 0)
end
return {'resigned'}
