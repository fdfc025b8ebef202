-- Makes a match valid, in one step, whoever comes first:
-- what is there and known to this process is left as it is;
-- what is there and was written to another process (this one read it from a file, or was its replica) may have lost its
-- latest changes: it stays, under a new epoch;
-- what is missing in part or as a whole is written anew, under a new epoch.
-- Whatever the ledger says is sold is occupied afterwards.
-- KEYS: meta, stream, expiry, then each block. ARGV: the new epoch, now, stream length, milliseconds to keep it all, the
-- number of sales, then of each the block's place in KEYS, the block, the seat and the buyer; then for each block its seats,
-- with commas between them.
local meta, stream, expiry = KEYS[1], KEYS[2], KEYS[3]
local epoch, now, keep, sales = ARGV[1], tonumber(ARGV[2]), ARGV[4], tonumber(ARGV[5])
local here = identity()

local found = redis.call('HMGET', meta, 'epoch', 'identity')
local whole = found[1] and redis.call('EXISTS', expiry) == 1
for i = 4, #KEYS do
  whole = whole and redis.call('HEXISTS', KEYS[i], 'epoch') == 1
end
if whole and found[2] == here then
  return { 'KEPT', found[1] }
end

-- Whoever audits is to see every change from the first, so the group is there before it.
redis.pcall('XGROUP', 'CREATE', stream, 'audit', '0', 'MKSTREAM', 'ENTRIESREAD', '0')

if whole then
  for i = 4, #KEYS do
    redis.call('HSET', KEYS[i], 'epoch', epoch)
  end
  for i = 1, sales do
    local place = 2 + 4 * i
    local key, seat, buyer = KEYS[tonumber(ARGV[place])], ARGV[place + 2], ARGV[place + 3]
    local text = redis.call('HGET', key, seat)
    local before = text and parse(text)
    if before and (before.status ~= 'O' or before.holder ~= buyer) then
      local change = { block = ARGV[place + 1], seat = seat, epoch = epoch, now = now, keep = ARGV[3] }
      store(key, stream, change, before, { status = 'O', selling = 0, holder = buyer })
    end
  end
else
  local sold = {}
  for i = 1, sales do
    local place = 2 + 4 * i
    local key = tonumber(ARGV[place])
    sold[key] = sold[key] or {}
    sold[key][ARGV[place + 2]] = ARGV[place + 3]
  end
  for i = 4, #KEYS do
    local of_block, free = sold[i] or {}, 0
    redis.call('DEL', KEYS[i])
    local fields = {}
    for seat in string.gmatch(ARGV[5 + 4 * sales + i - 3], '[^,]+') do
      local buyer = of_block[seat]
      fields[#fields + 1] = seat
      fields[#fields + 1] = buyer and ('O|0|||' .. buyer) or 'A|0'
      free = free + (buyer and 0 or 1)
      -- Lua hands over only so many values at once.
      if #fields >= 1000 then
        redis.call('HSET', KEYS[i], unpack(fields))
        fields = {}
      end
    end
    if #fields > 0 then
      redis.call('HSET', KEYS[i], unpack(fields))
    end
    redis.call('HSET', KEYS[i], 'epoch', epoch, 'built', epoch, 'rev', 0, 'free', free)
  end
  -- One member that is never due keeps the key, and with it the time at which it goes.
  redis.call('DEL', expiry)
  redis.call('ZADD', expiry, '+inf', 'end')
end

redis.call('HSET', meta, 'epoch', epoch, 'identity', here)
for _, key in ipairs(KEYS) do
  redis.call('PEXPIRE', key, keep)
end
return { whole and 'RENEWED' or 'BUILT', epoch }
