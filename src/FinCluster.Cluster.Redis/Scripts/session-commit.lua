-- Appends a turn: compare-and-set on fencing token and version. The receipt tells an attempt that comes again that the first one succeeded.
-- KEYS: session, messages, recent, order, receipt
-- ARGV: id, token, version, how long the receipt is kept in milliseconds, node that computed the turn ('' is none), messages...
local done = redis.call('GET', KEYS[5])
if done then
  return {'committed', done}
end
local session = redis.call('HMGET', KEYS[1], 'version', 'token', 'until', 'updated')
if not session[1] then
  return {'not-found'}
end
local now = now_us()
if session[2] ~= ARGV[2] or session[1] ~= ARGV[3] or tonumber(session[3]) <= now then
  return {'lost'}
end
for i = 6, #ARGV do
  redis.call('RPUSH', KEYS[2], ARGV[i])
end
local version = text(redis.call('HINCRBY', KEYS[1], 'version', 1))
redis.call('HINCRBY', KEYS[1], 'count', #ARGV - 5)
-- A server clock that is set back does not make a turn older than the one before.
redis.call('HSET', KEYS[1], 'until', 0, 'updated', text(math.max(now, tonumber(session[4]))))
-- With the version, because a gateway of an older release commits without touching it.
if ARGV[5] ~= '' then
  redis.call('HSET', KEYS[1], 'warm', version .. ':' .. ARGV[5])
else
  redis.call('HDEL', KEYS[1], 'warm')
end
redis.call('ZADD', KEYS[3], redis.call('INCR', KEYS[4]), ARGV[1])
redis.call('SET', KEYS[5], version, 'PX', ARGV[4])
return {'committed', version}
