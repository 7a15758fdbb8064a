-- Drops the posts whose time is over, then gives the others: gateway and post in turn.
-- KEYS: posts, ends
drop_ended(KEYS[1], KEYS[2], text(now_us() / 1000))
return append({'posts'}, redis.call('HGETALL', KEYS[1]))
