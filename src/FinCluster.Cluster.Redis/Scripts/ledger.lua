-- What one tenant uses of its limits. FinCluster.Core.Tenants.TenantAccount defines every step; the conformance suite holds both to it.
-- All of it is whole numbers below 2^53, which a Lua number holds exactly.
-- KEYS: account, entries, due
-- ARGV: see RedisTenantLedger.Arguments
local op, id = ARGV[1], ARGV[2]
local tokens, lease, is_stream = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local max_streams, max_month = tonumber(ARGV[6]), tonumber(ARGV[7])
local settled_retention, reclaimed_retention = tonumber(ARGV[8]), tonumber(ARGV[9])
local request_rule = {amount = tonumber(ARGV[10]), period = tonumber(ARGV[11]), burst = tonumber(ARGV[12])}
local token_rule = {amount = tonumber(ARGV[13]), period = tonumber(ARGV[14]), burst = tonumber(ARGV[15])}

-- The most that one call clears away; what stays counts as used until the next call, so nothing is admitted too much.
local MAX_DUE = 1000
local STREAM_RETRY = 1000000

local now = now_us()
local month, month_left = month_of(now)
local account = {}
local stored = redis.call('HGETALL', KEYS[1])
for i = 1, #stored, 2 do
  account[stored[i]] = tonumber(stored[i + 1])
end
account.open = account.open or 0
if account.month ~= month then
  account.month, account.month_tokens = month, 0
end

-- A bucket: its level in grains, and the moment of the level. Nil without a limit.
local function refill(name, rule)
  if not rule.amount then
    return nil
  end
  local level, updated = account[name .. '_level'], account[name .. '_at']
  if not level then
    return {level = rule.burst * rule.period, at = now}
  end
  if now > updated then
    level, updated = level + (now - updated) * rule.amount, now
  end
  return {level = math.min(rule.burst * rule.period, level), at = updated}
end

local requests = refill('requests', request_rule)
local bucket = refill('tokens', token_rule)

local function take(from, rule, units)
  if from then
    from.level = math.min(rule.burst * rule.period, from.level - units * rule.period)
  end
end

local function wait_for(from, rule, units)
  local missing = units * rule.period - from.level
  if missing <= 0 then
    return 0
  end
  local wait = div(missing, rule.amount)
  return wait * rule.amount < missing and wait + 1 or wait
end

-- An entry: state (o open, r reclaimed, s settled), tokens booked, tokens of the last renewal, month, whether it is a stream.
local function read_entry(name)
  local packed = redis.call('HGET', KEYS[2], name)
  if not packed then
    return nil
  end
  local state, charged, used, began, stream = string.match(packed, '^(%a):(%d+):(%d+):(%d+):(%d)$')
  return {state = state, charged = tonumber(charged), used = tonumber(used), month = tonumber(began), stream = tonumber(stream)}
end

local function remember(name, entry, due)
  local packed = entry.state .. ':' .. text(entry.charged) .. ':' .. text(entry.used) .. ':' .. text(entry.month) .. ':' .. text(entry.stream)
  redis.call('HSET', KEYS[2], name, packed)
  redis.call('ZADD', KEYS[3], text(due), name)
end

local function charge(entry, amount)
  local more = amount - entry.charged
  entry.charged = amount
  take(bucket, token_rule, more)
  if entry.month == month then
    account.month_tokens = account.month_tokens + more
  end
end

local function open(name, entry)
  entry.state = 'o'
  account.open = account.open + entry.stream
  charge(entry, math.max(tokens, entry.used))
  remember(name, entry, now + lease)
end

local function close(entry, state, amount)
  if entry.state == 'o' then
    account.open = account.open - entry.stream
  end
  entry.state = state
  charge(entry, amount)
end

local function reclaim()
  local due = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', text(now), 'LIMIT', 0, MAX_DUE)
  for i = 1, #due do
    local entry = read_entry(due[i])
    if entry and entry.state == 'o' then
      close(entry, 'r', entry.used)
      remember(due[i], entry, now + reclaimed_retention)
    else
      redis.call('HDEL', KEYS[2], due[i])
      redis.call('ZREM', KEYS[3], due[i])
    end
  end
end

-- The limit that is in the way for longest, and for how long in microseconds; -1 is for ever.
local function find_obstacle()
  local over, longest = nil, 0
  local function consider(kind, wait)
    if wait ~= 0 and (not over or (longest >= 0 and (wait < 0 or wait > longest))) then
      over, longest = kind, wait
    end
  end
  if requests then
    consider('requests', wait_for(requests, request_rule, 1))
  end
  if bucket then
    consider('tokens', tokens > token_rule.burst and -1 or wait_for(bucket, token_rule, tokens))
  end
  if is_stream == 1 and max_streams and account.open >= max_streams then
    consider('streams', STREAM_RETRY)
  end
  if max_month and account.month_tokens + tokens > max_month then
    consider('budget', tokens > max_month and -1 or month_left)
  end
  return over, longest
end

local function reserve()
  if read_entry(id) then
    return 'admitted'
  end
  local over, wait = find_obstacle()
  if over then
    return over, wait
  end
  take(requests, request_rule, 1)
  open(id, {state = 'r', charged = 0, used = 0, month = month, stream = is_stream})
  return 'admitted'
end

local function renew(estimate)
  local entry = read_entry(id)
  if not entry or entry.state == 's' then
    return 'unknown'
  end
  entry.used = math.max(entry.used, estimate)
  if entry.state == 'r' then
    open(id, entry)
  else
    charge(entry, math.max(entry.charged, entry.used))
    remember(id, entry, now + lease)
  end
  return 'renewed'
end

local function settle(used)
  local entry = read_entry(id)
  if entry and entry.state == 's' then
    return 'already'
  end
  -- What was never reserved is remembered too: the call may come a second time.
  entry = entry or {state = 'r', charged = 0, used = 0, month = month, stream = 0}
  local was_open = entry.state == 'o'
  close(entry, 's', used)
  remember(id, entry, now + settled_retention)
  return was_open and 'settled' or 'late'
end

local function store()
  local fields = {'open', text(account.open), 'month', text(account.month), 'month_tokens', text(account.month_tokens)}
  for name, state in pairs({requests = requests or false, tokens = bucket or false}) do
    if state then
      append(fields, {name .. '_level', text(state.level), name .. '_at', text(state.at)})
    elseif account[name .. '_level'] then
      redis.call('HDEL', KEYS[1], name .. '_level', name .. '_at')
    end
  end
  redis.call('HSET', KEYS[1], unpack(fields))
end

local function left(from, rule)
  if not from then
    return {false, false}
  end
  return {text(div(math.max(0, from.level), rule.period)), text(wait_for(from, rule, rule.burst))}
end

reclaim()
local used = tonumber(ARGV[16])
local status, wait = 'usage', 0
if op == 'reserve' then
  status, wait = reserve()
elseif op == 'renew' then
  status = renew(used)
elseif op == 'settle' then
  status = settle(used)
end
store()
local reply = append({status, text(wait or 0)}, left(requests, request_rule))
append(reply, left(bucket, token_rule))
return append(reply, {text(account.open), text(account.month), text(account.month_tokens)})
