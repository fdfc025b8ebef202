-- Makes a match valid, in one step, whoever comes first:
-- what is there, whole and known to this process is left as it is;
-- what was written to another process (this one read it from a file, or was its replica) may have lost its latest changes:
-- it stays, under a new epoch;
-- a key that was lost is written anew from those that are left, and loses no more than they cannot tell: the indexes of what
-- is due and of who has what from the seats, which needs no new epoch as no seat has changed; a block from either of these
-- indexes and the ledger, and the match's own key, under a new epoch;
-- of what is missing as a whole the ledger tells, and a new epoch begins.
-- Whatever the ledger says is sold is occupied afterwards, or in a state that only a later version knows. A new epoch is told in the stream: nothing else might be, for a
-- long time.
-- KEYS: meta, stream, expiry, holders, then each block. ARGV: the new epoch, now, stream length, milliseconds to keep it all, the
-- number of sales, then of each the block's place in KEYS, the block, the seat and the buyer; then for each block its id and
-- its seats, with commas between them.
local meta, stream, expiry, holders = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local epoch, now, keep, sales = ARGV[1], tonumber(ARGV[2]), ARGV[4], tonumber(ARGV[5])
local here = identity()

local found = redis.call('HMGET', meta, 'epoch', 'identity')
local whole = { [expiry] = redis.call('ZSCORE', expiry, 'end'), [holders] = redis.call('ZSCORE', holders, 'end') }
local indexed = whole[expiry] and whole[holders]
local lost = {}
for i = 5, #KEYS do
  if redis.call('HEXISTS', KEYS[i], 'epoch') == 0 then
    lost[#lost + 1] = i
  end
end
local told = redis.call('EXISTS', stream) == 1
local nothing = #lost == #KEYS - 4
local same = found[1] and found[2] == here and #lost == 0
if same and indexed and redis.call('TTL', stream) >= 0 then
  return { 'KEPT', found[1] }
end

-- Whoever audits is to see every change from the first, so the group is there before it.
redis.pcall('XGROUP', 'CREATE', stream, 'audit', '0', 'MKSTREAM', 'ENTRIESREAD', '0')

local sold = {}
for i = 1, sales do
  local place = 2 + 4 * i
  local key = tonumber(ARGV[place])
  sold[key] = sold[key] or {}
  sold[key][ARGV[place + 2]] = ARGV[place + 3]
end

-- What is on hold in the blocks that were lost, as the indexes tell it: of two who had a seat one after the other, the later.
local held = {}
local function tell(block, seat, holder, ends)
  held[block] = held[block] or {}
  local other = held[block][seat]
  if ends > now and (not other or other.ends < ends) then
    held[block][seat] = { ends = ends, holder = holder }
  end
end
if #lost > 0 and not nothing then
  local due = redis.call('ZRANGEBYSCORE', expiry, '(' .. digits(now), '(+inf', 'WITHSCORES')
  for i = 1, #due, 2 do
    local block, seat, holder = string.match(due[i], '^(%d+):(%d+):(.*)$')
    if block then
      tell(block, seat, holder, tonumber(due[i + 1]))
    end
  end
  for _, entry in ipairs(redis.call('ZRANGE', holders, 0, -1)) do
    local holder, block, seat, ends = string.match(entry, '^%d+:(.*):(%d+):(%d+):(%-?%d+)$')
    if holder then
      tell(block, seat, holder, tonumber(ends))
    end
  end
end

for n = 1, #lost do
  local i = lost[n]
  local place = 5 + 4 * sales + 2 * (i - 4)
  local of_block, on_hold, free = sold[i] or {}, held[ARGV[place - 1]] or {}, 0
  redis.call('DEL', KEYS[i])
  local fields = {}
  for seat in string.gmatch(ARGV[place], '[^,]+') do
    local buyer, hold = of_block[seat], on_hold[seat]
    fields[#fields + 1] = seat
    if buyer then
      fields[#fields + 1] = 'O|0|||' .. buyer
    elseif hold then
      fields[#fields + 1] = format({ status = 'H', rev = 0, ends = hold.ends, selling = 0, holder = hold.holder })
    else
      fields[#fields + 1] = 'A|0'
      free = free + 1
    end
    -- Lua hands over only so many values at once.
    if #fields >= 1000 then
      redis.call('HSET', KEYS[i], unpack(fields))
      fields = {}
    end
  end
  if #fields > 0 then
    redis.call('HSET', KEYS[i], unpack(fields))
  end
  redis.call('HSET', KEYS[i], 'epoch', epoch, 'rev', 0, 'free', free)
end

if not same then
  for i = 5, #KEYS do
    redis.call('HSET', KEYS[i], 'epoch', epoch)
  end
  for i = 1, sales do
    local place = 2 + 4 * i
    local key, seat, buyer = KEYS[tonumber(ARGV[place])], ARGV[place + 2], ARGV[place + 3]
    local text = redis.call('HGET', key, seat)
    local before = text and parse(text)
    if before and before.status ~= UNKNOWN and (before.status ~= 'O' or before.holder ~= buyer) then
      local change = { block = ARGV[place + 1], seat = seat, epoch = epoch, now = now, keep = ARGV[3] }
      store(key, stream, change, before, { status = 'O', selling = 0, holder = buyer })
      forget(expiry, holders, change.block, seat, before.holder)
    end
  end
  redis.call('HSET', meta, 'epoch', epoch, 'identity', here)
  -- Without a stream nobody can have listened to it.
  if told then
    redis.call('XADD', stream, 'MAXLEN', '~', ARGV[3], '*', 'epoch', epoch)
  end
end

if nothing then
  redis.call('DEL', expiry, holders)
elseif not indexed then
  for _, index in ipairs({ expiry, holders }) do
    -- What was put into it after it was lost is told by the seats as well.
    if not whole[index] then
      redis.call('DEL', index)
    end
  end
  for i = 5, #KEYS do
    local block, fields = ARGV[4 + 4 * sales + 2 * (i - 4)], redis.call('HGETALL', KEYS[i])
    for field = 1, #fields, 2 do
      -- What is no seat has a name; what cannot be read is told by whoever asks for it.
      local seat = string.match(fields[field], '^%d+$') and string.match(fields[field + 1], '^[HR]|') and parse(fields[field + 1])
      if seat and seat.ends then
        remember(expiry, holders, block, fields[field], seat)
      end
    end
  end
end
-- One member that is never due, or nobody's, keeps the key, and with it the time at which it goes.
redis.call('ZADD', expiry, '+inf', 'end')
redis.call('ZADD', holders, 0, 'end')

for _, key in ipairs(KEYS) do
  redis.call('PEXPIRE', key, keep)
end
if same then
  return { 'MENDED', found[1] }
end
return { nothing and 'BUILT' or (#lost == 0 and found[1]) and 'RENEWED' or 'REPAIRED', epoch }
