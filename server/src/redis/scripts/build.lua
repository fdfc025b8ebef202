-- Looks at a match: whether it is there, whole, and known to the process that answers. A key that something else has
-- written after it was lost is not whole: what only this writes is missing in it, the time at which it goes as well.
-- Where it is told how, it makes the match valid, in one step, whoever comes first:
-- what is there, whole and known to this process is left as it is;
-- what was written to another process (this one read it from a file, or was its replica) may have lost its latest changes:
-- it stays, under a new epoch;
-- a key that was lost is written anew from those that are left, and loses no more than they cannot tell: the indexes of what
-- is due and of who has what from the seats, which needs no new epoch as no seat has changed; a block from either of these
-- indexes and the ledger, and the match's own key, under a new epoch;
-- of what is missing as a whole the ledger tells, and a new epoch begins.
-- What the ledger says waits to be paid is reserved again where it was lost.
-- Whatever the ledger says is sold or blocked is so afterwards, or in a state that only a later version knows; and under a new
-- epoch nothing else is. A new epoch is told in the stream: nothing else might be, for a long time.
-- KEYS: after those of all, meta, then each block. ARGV: none to look; after those of all the new epoch, milliseconds to keep
-- it all, for each block its id and its seats, with commas between them, then of each seat that the ledger knows of its block,
-- itself, its letter, its order, its cart or why it is blocked, and until when it is reserved.
local meta = redis.call('HMGET', KEYS[4], 'epoch', 'identity')
local whole = { redis.call('ZSCORE', KEYS[1], 'end'), redis.call('ZSCORE', KEYS[2], 'end') }
local blocks, lost = {}, 0
for i = 5, #KEYS do
  local found = redis.call('HMGET', KEYS[i], 'epoch', 'rev', 'free')
  blocks[i - 4] = { key = KEYS[i], rev = found[2], free = found[3], anew = not found[1] and {} or nil, listed = {} }
  lost = lost + (found[1] and 0 or 1)
end
-- The process that answers, and how often it took over as a master: if that changes, history may have been lost.
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
local here = (run or '') .. ':' .. (string.match(redis.call('INFO', 'replication'), 'second_repl_offset:(%-?%d+)') or '')
local nothing, indexed, ends = lost == #blocks, whole[1] and whole[2], redis.call('TTL', KEYS[3]) >= 0
local known = meta[1] and lost == 0 and meta[2] == here
local found = not meta[1] and nothing and 'ABSENT' or not (meta[1] and lost == 0 and indexed and ends) and 'PARTIAL'
  or known and 'VALID' or 'FOREIGN'
if #ARGV == 0 then return found end

-- The texts of a block's seats; what is no seat has a name.
local function seats_of(block)
  local fields, seats = redis.call('HGETALL', block.key), {}
  for field = 1, #fields, 2 do
    if string.match(fields[field], '^%d+$') then seats[fields[field]] = fields[field + 1] end
  end
  return seats
end

local now, epoch, of = tonumber(ARGV[1]), known and meta[1] or ARGV[6], {}
local told = redis.call('EXISTS', KEYS[3]) == 1
-- Whoever audits is to see every change from the first, so the group is there before it.
redis.pcall('XGROUP', 'CREATE', KEYS[3], 'audit', '0', 'MKSTREAM', 'ENTRIESREAD', '0')
for n, block in ipairs(blocks) do
  block.id, block.seats, block.epoch = ARGV[6 + 2 * n], ARGV[7 + 2 * n], epoch
  of[block.id] = block
end

for i = 8 + 2 * #blocks, #ARGV, 6 do
  local block, seat = of[ARGV[i]], ARGV[i + 1]
  local listed = parse(table.concat({ ARGV[i + 2], '0', ARGV[i + 5], ARGV[i + 3], ARGV[i + 4] }, '|'))
  local text = block and not block.anew and redis.call('HGET', block.key, seat)
  local before = text and parse(text)
  local waits = listed.status == 'R'
  if before and waits then
    -- What this process has done since the ledger was asked, it knows better.
    if not known and (before.status == 'A' or before.status == 'H') then store(block, seat, before, listed) end
  elseif before and before.status ~= UNKNOWN and (before.status ~= listed.status or before.cart ~= listed.cart) then
    store(block, seat, before, listed)
  elseif block and block.anew then
    block.anew[seat] = listed
  end
  if block and not waits then block.listed[seat] = true end
end
for _, block in ipairs(known and {} or blocks) do
  for seat, text in pairs(block.anew and {} or seats_of(block)) do
    local before = string.match(text, '^[OB]|') and not block.listed[seat] and parse(text)
    if before then store(block, seat, before, { status = 'A', ends = '', order = '', cart = '', reason = '' }) end
  end
end

-- What is on hold or reserved in the blocks that were lost, as an index tells it that was not.
for _, other in ipairs(lost > 0 and not nothing and redis.call('ZRANGE', KEYS[whole[2] and 2 or 1], 0, -1) or {}) do
  local length, rest = string.match(other, '^(%d+):(.*)$')
  local ends, id, seat, order = string.match(rest or '', '^:0*(%d+):(%d+):(%d+):?(.*)$', (length or 0) + 1)
  local anew = of[id] and of[id].anew
  -- What is reserved does not run out by itself: whoever asks what is due finds out about its order.
  if anew and not anew[seat] and (order ~= '' or tonumber(ends) > now) then
    local status, cart = order == '' and 'H' or 'R', string.sub(rest, 1, length)
    anew[seat] = { status = status, ends = ends, order = order, cart = cart, reason = '' }
  elseif anew then
    -- It has run out, or was sold. The other index may not be there to lead anybody to it.
    for index = 1, 2 do redis.call('ZREM', KEYS[index], other) end
  end
end

for _, block in ipairs(blocks) do
  if block.anew then
    local free, fields = 0, {}
    redis.call('DEL', block.key)
    for seat in string.gmatch(block.seats, '[^,]+') do
      local made = block.anew[seat]
      free = free + (made and 0 or 1)
      fields[#fields + 1], fields[#fields + 2] = seat, made and format(made, 0) or 'A|0'
      -- Lua hands over only so many values at once.
      if #fields >= 1000 then
        redis.call('HSET', block.key, unpack(fields))
        fields = {}
      end
    end
    redis.call('HSET', block.key, 'rev', 0, 'free', free, unpack(fields))
  end
  redis.call('HSET', block.key, 'epoch', epoch)
end
redis.call('HSET', KEYS[4], 'epoch', epoch, 'identity', here)
-- Without a stream nobody can have listened to it.
if not known and told then redis.call('XADD', KEYS[3], 'MAXLEN', '~', ARGV[2], '*', 'epoch', epoch) end

for index = 1, 2 do
  -- What was put into it after it was lost is told by the seats as well.
  if nothing or not whole[index] then redis.call('DEL', KEYS[index]) end
end
for _, block in ipairs(not nothing and not indexed and blocks or {}) do
  for id, text in pairs(seats_of(block)) do
    -- What cannot be read is told by whoever asks for it.
    local seat = string.match(text, '^[HR]|') and parse(text)
    if seat and seat.ends ~= '' then remember(block, id, seat) end
  end
end
for _, block in ipairs(blocks) do
  for id, seat in pairs(block.anew or {}) do
    if seat.status == 'R' and seat.ends ~= '' then remember(block, id, seat) end
  end
end
-- One member that is never due, or nobody's, keeps the key, and with it the time at which it goes.
redis.call('ZADD', KEYS[1], '+inf', 'end')
redis.call('ZADD', KEYS[2], 0, 'end')
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ARGV[7]) end
local how = nothing and 'BUILT' or lost == 0 and meta[1] and 'RENEWED' or 'REPAIRED'
return { not known and how or found == 'VALID' and 'KEPT' or 'MENDED', epoch }
