-- Reads entries of the log.
-- KEYS: changes
-- ARGV: first, last
return append({'changes'}, redis.call('LRANGE', KEYS[1], ARGV[1], ARGV[2]))
