-- AVAILABLE → HOLD. Repeating one's own hold changes nothing and does not lengthen it.
-- KEYS: block, expiry, holders, stream. ARGV: block, seat, holder, now, ttl, cap (0: none), stream length.
local block, expiry, holders, stream = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local seat, holder, now, cap = ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[6])

local stored = redis.call('HMGET', block, 'epoch', seat, 'rev', 'free')
-- An index that was lost would count too few.
if not stored[1] or not redis.call('ZSCORE', holders, 'end') then
  return { 'MISSING' }
end
if not stored[2] then
  return { 'REFUSED', 'SEAT_NOT_FOUND' }
end
local before = parse(stored[2])
local current = at(before, now)
if current.status == 'H' and current.holder == holder then
  return { 'OK', current.rev, digits(current.ends) }
end
if current.status ~= 'A' then
  return { 'REFUSED', 'SEAT_TAKEN' }
end

if cap > 0 then
  local count = 0
  for _, hold in ipairs(holds_of(holders, holder)) do
    local ends = tonumber(string.match(hold, '^%d+:%d+:(%-?%d+)$'))
    if ends and ends > now then
      count = count + 1
    end
  end
  if count >= cap then
    return { 'REFUSED', 'HOLD_LIMIT' }
  end
end

local change = { block = ARGV[1], seat = seat, epoch = stored[1], now = now, keep = ARGV[7] }
local after = { status = 'H', ends = now + tonumber(ARGV[5]), selling = 0, holder = holder }
store(block, stream, change, before, after, { stored[3], stored[4] })
-- What had run out and was not swept yet.
if before.status ~= 'A' then
  forget(expiry, holders, ARGV[1], seat, before.holder)
end
remember(expiry, holders, ARGV[1], seat, after)
return { 'OK', after.rev, digits(after.ends) }
