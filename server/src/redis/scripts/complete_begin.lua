-- Marks seats as being sold, all or none: until then nobody can release them, and they do not run out. What the holder
-- has bought before is left as it is.
-- KEYS: expiry, holders, then the block of each seat. ARGV: holder, now, until, then block and seat of each.
local expiry, holders = KEYS[1], KEYS[2]
local holder, now, til = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])

local holds = {}
for i = 3, #KEYS do
  local seat = ARGV[2 * i - 1]
  local stored = redis.call('HMGET', KEYS[i], 'epoch', seat)
  if not stored[1] then
    return { 'MISSING' }
  end
  if not stored[2] then
    return { 'REFUSED', 'SEAT_NOT_FOUND' }
  end
  local current = at(parse(stored[2]), now)
  if current.status ~= 'O' or current.holder ~= holder then
    local refused = refusal(current, holder)
    if refused then
      return { 'REFUSED', refused }
    end
    holds[#holds + 1] = { hold = current, key = KEYS[i], block = ARGV[2 * i - 2], seat = seat }
  end
end

for _, found in ipairs(holds) do
  local hold = found.hold
  hold.ends = math.max(hold.ends, til)
  hold.selling = til
  redis.call('HSET', found.key, found.seat, format(hold))
  forget(expiry, holders, found.block, found.seat, holder)
  remember(expiry, holders, found.block, found.seat, hold)
end
return { 'OK' }
