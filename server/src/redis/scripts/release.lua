-- HOLD → AVAILABLE, by the holder alone, and not while the seat is being sold.
-- KEYS: block, expiry, holders, stream. ARGV: block, seat, holder, now, stream length.
local block, expiry, holders, stream = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local seat, holder, now = ARGV[2], ARGV[3], tonumber(ARGV[4])

local stored = redis.call('HMGET', block, 'epoch', seat)
if not stored[1] then
  return { 'MISSING' }
end
if not stored[2] then
  return { 'REFUSED', 'SEAT_NOT_FOUND' }
end
local before = parse(stored[2])
local refused = refusal(at(before, now), holder)
if refused then
  return { 'REFUSED', refused }
end
if before.selling > now then
  return { 'REFUSED', 'SEAT_NOT_HELD' }
end

local change = { block = ARGV[1], seat = seat, epoch = stored[1], now = now, keep = ARGV[5] }
local rev = store(block, stream, change, before, { status = 'A', selling = 0, holder = '' })
forget(expiry, holders, ARGV[1], seat, holder)
return { 'OK', rev }
