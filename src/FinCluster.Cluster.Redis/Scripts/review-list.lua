-- Lists items from the one that came last: the place of the page's last item ('' when no more follow), then the fields of each item.
-- KEYS: the items to list
-- ARGV: the place before which the page begins ('+inf' for the first), number of items, bytes after which the page ends, prefix of the keys of items, names of the fields...
-- The keys of the items are built here. They carry the queue's hash tag, so they are in the slot of KEYS[1].
local most, room = tonumber(ARGV[2]), tonumber(ARGV[3])
local found = redis.call('ZREVRANGEBYSCORE', KEYS[1], ARGV[1], '-inf', 'WITHSCORES', 'LIMIT', 0, most + 1)
local reply = {'listed', ''}
local listed, bytes = 0, 0
for i = 1, #found, 2 do
  if listed == most or bytes >= room then
    reply[2] = found[i - 1]
    break
  end
  for field = 5, #ARGV do
    local value = redis.call('HGET', ARGV[4] .. found[i], ARGV[field])
    bytes = bytes + (value and #value or 0)
    reply[#reply + 1] = value
  end
  listed = listed + 1
end
return reply
