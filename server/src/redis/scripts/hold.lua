-- AVAILABLE → HOLD. Repeating one's own hold changes nothing and does not lengthen it.
-- KEYS: block, expiry, the holder's seats, stream. ARGV: block, seat, holder, now, ttl, cap (0: none), stream length.
local block, expiry, mine, stream = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local seat, holder, now, cap = ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[6])

local stored = redis.call('HMGET', block, 'epoch', 'built', seat)
if not stored[1] then
  return { 'MISSING' }
end
if not stored[3] then
  return { 'REFUSED', 'SEAT_NOT_FOUND' }
end
local before = parse(stored[3])
local current = at(before, now)
if current.status == 'H' and current.holder == holder then
  return { 'OK', current.rev, digits(current.ends) }
end
if current.status ~= 'A' then
  return { 'REFUSED', 'SEAT_TAKEN' }
end

-- What the holder had before the match was built anew is gone.
if redis.call('HGET', mine, 'built') ~= stored[2] then
  redis.call('DEL', mine)
end
if cap > 0 then
  local held = redis.call('HVALS', mine)
  local count = 0
  for _, entry in ipairs(held) do
    local ends = tonumber(string.match(entry, '^%-?%d+:(%-?%d+):%d+$'))
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
store(block, stream, change, before, after)
remember(expiry, mine, stored[2], ARGV[1], seat, after, now)
return { 'OK', after.rev, digits(after.ends) }
