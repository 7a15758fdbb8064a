-- Ends the lease without a commit, unless it is another one by now.
-- KEYS: session
-- ARGV: token
if redis.call('HGET', KEYS[1], 'token') == ARGV[1] then
  redis.call('HSET', KEYS[1], 'until', 0)
end
return {'released'}
