-- Creates a session. The id is drawn at random, so a session that is there already is the work of an attempt whose reply was lost.
-- KEYS: session, messages, recent, order
-- ARGV: id, model ('' is none; others behind a '.'), messages...
if redis.call('EXISTS', KEYS[1]) == 0 then
  local now = text(now_us())
  redis.call('HSET', KEYS[1], 'version', 0, 'token', 0, 'until', 0, 'count', #ARGV - 2, 'created', now, 'updated', now)
  if ARGV[2] ~= '' then
    redis.call('HSET', KEYS[1], 'model', string.sub(ARGV[2], 2))
  end
  for i = 3, #ARGV do
    redis.call('RPUSH', KEYS[2], ARGV[i])
  end
  redis.call('ZADD', KEYS[3], redis.call('INCR', KEYS[4]), ARGV[1])
end
return {'created', redis.call('HGET', KEYS[1], 'created')}
