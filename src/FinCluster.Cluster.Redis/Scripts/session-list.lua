-- Lists sessions from the one updated last, and their place in that order.
-- KEYS: recent
-- ARGV: the place before which the page begins ('+inf' for the first), number of sessions, prefix of the keys of sessions
-- The keys of the sessions are built here. They carry the tenant's hash tag, so they are in the slot of KEYS[1].
local found = redis.call('ZREVRANGEBYSCORE', KEYS[1], ARGV[1], '-inf', 'WITHSCORES', 'LIMIT', 0, ARGV[2])
local reply = {'listed'}
for i = 1, #found, 2 do
  append(reply, {found[i], found[i + 1]})
  append(reply, redis.call('HMGET', ARGV[3] .. found[i], 'version', 'model', 'count', 'created', 'updated'))
end
return reply
