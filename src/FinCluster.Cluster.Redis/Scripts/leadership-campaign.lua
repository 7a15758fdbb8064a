-- Takes the lead when nobody has it, or keeps it. The same candidate finds the term that an attempt whose reply was lost has begun.
-- KEYS: role
-- ARGV: candidate, lifetime in microseconds
local now = now_us()
local term = redis.call('HMGET', KEYS[1], 'leader', 'until', 'token')
local held = term[1] and tonumber(term[2]) > now
if held and term[1] ~= ARGV[1] then
  return {'held'}
end
local token = held and term[3] or text(redis.call('HINCRBY', KEYS[1], 'token', 1))
redis.call('HSET', KEYS[1], 'leader', ARGV[1], 'until', text(now + tonumber(ARGV[2])))
return {'leads', token}
