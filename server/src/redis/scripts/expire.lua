-- HOLD or RESERVED → AVAILABLE for seats of one block that were seen to be due. Each is judged again: meanwhile it may
-- have been released, taken anew or sold, and then only its index entries are put right.
-- KEYS: block, expiry, stream, holders. ARGV: block, now, stream length, then seat and holder
-- of each. Answers how many seats became available.
local block, expiry, stream, holders = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local now = tonumber(ARGV[2])

local epoch = redis.call('HGET', block, 'epoch')
local changed = 0
for i = 4, #ARGV, 2 do
  local seat, holder = ARGV[i], ARGV[i + 1]
  local text = epoch and redis.call('HGET', block, seat)
  local before = text and parse(text)
  local held = before and (before.status == 'H' or before.status == 'R') and before.holder == holder
  if before and before.status == UNKNOWN then
    -- Whoever knows the state ends it. It is looked at later again, so that it keeps no others from being found.
    redis.call('ZADD', expiry, 'XX', digits(now + 60000), ARGV[1] .. ':' .. seat .. ':' .. holder)
  elseif not held then
    forget(expiry, holders, ARGV[1], seat, holder)
  elseif before.selling > now then
    redis.call('ZADD', expiry, digits(before.selling), ARGV[1] .. ':' .. seat .. ':' .. holder)
  elseif before.ends > now then
    redis.call('ZADD', expiry, digits(before.ends), ARGV[1] .. ':' .. seat .. ':' .. holder)
  else
    local change = { block = ARGV[1], seat = seat, epoch = epoch, now = now, keep = ARGV[3] }
    store(block, stream, change, before, { status = 'A', selling = 0, holder = '' })
    forget(expiry, holders, ARGV[1], seat, holder)
    changed = changed + 1
  end
end
return { 'OK', changed }
