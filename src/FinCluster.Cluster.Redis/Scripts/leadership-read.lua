-- Reads who leads and what was noted.
-- KEYS: role
local role = redis.call('HMGET', KEYS[1], 'leader', 'until', 'token', 'note')
local held = role[1] and tonumber(role[2]) > now_us()
return {'role', held and role[1], role[3] or '0', role[4]}
