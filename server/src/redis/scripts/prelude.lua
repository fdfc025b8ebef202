-- What every script begins with. A script runs as one step that nothing comes between, so that reading a seat, judging
-- it, storing it, counting it and telling the stream of it cannot be seen half done.
--
-- A seat is one text in its block's hash: `A|rev`, or `status|rev|ends|selling|holder`. The status is a letter: A
-- available, H on hold, R reserved, O occupied. `selling` is the moment up to which a sale of the seat is under way; the
-- holder stands last because it may contain anything. Of a seat in another state, which only a later version knows, as much
-- as `status|rev` is read: it is taken, and nothing here changes it.

local WORD = { A = 'AVAILABLE', H = 'HOLD', R = 'RESERVED', O = 'OCCUPIED' }

-- The status of a seat that only a later version can read.
local UNKNOWN = '?'

-- Lua would write a large number with an exponent.
local function digits(number)
  return string.format('%.0f', number)
end

local function parse(text)
  local status, rev, ends, selling, holder = string.match(text, '^(%u)|(%d+)|?(%-?%d*)|?(%d*)|?(.*)$')
  if WORD[status] then
    return {
      status = status,
      rev = tonumber(rev),
      ends = tonumber(ends),
      selling = tonumber(selling) or 0,
      holder = holder,
    }
  end
  status = string.match(text, '^([^|]+)|')
  rev = string.match(text, '^[^|]+|(%d+)$') or string.match(text, '^[^|]+|(%d+)|')
  if not rev or WORD[status] then
    error('this is no seat: ' .. text)
  end
  return { status = UNKNOWN, rev = tonumber(rev), selling = 0, holder = '' }
end

local function format(seat)
  if seat.status == 'A' then
    return 'A|' .. digits(seat.rev)
  end
  local ends = seat.ends and digits(seat.ends) or ''
  local selling = seat.selling > 0 and digits(seat.selling) or ''
  return table.concat({ seat.status, digits(seat.rev), ends, selling, seat.holder }, '|')
end

-- The seat as of `now`: what has run out is available, whether or not anybody has swept it yet.
local function at(seat, now)
  if (seat.status == 'H' or seat.status == 'R') and seat.ends and seat.ends <= now then
    return { status = 'A', rev = seat.rev, selling = 0, holder = '' }
  end
  return seat
end

-- Why the holder may not let go of the seat or buy it; nothing when it may. `seat` is as of now.
local function refusal(seat, holder)
  if seat.status ~= 'A' and seat.status ~= UNKNOWN and seat.holder ~= holder then
    return 'NOT_HOLDER'
  end
  if seat.status ~= 'H' then
    return 'SEAT_NOT_HELD'
  end
end

-- Stores a seat's new state under its block's next revision, counts it, and tells the stream. `before` is what was
-- stored, whether or not it had run out: that is what was counted. `counts` are the block's revision and free seats, where
-- they have been read: each command costs about as much as all that is done between two.
local function store(block, stream, change, before, after, counts)
  counts = counts or redis.call('HMGET', block, 'rev', 'free')
  after.rev = counts[1] + 1
  local free = counts[2] + (after.status == 'A' and 1 or 0) - (before.status == 'A' and 1 or 0)
  redis.call('HSET', block, change.seat, format(after), 'rev', digits(after.rev), 'free', digits(free))
  redis.call('XADD', stream, 'MAXLEN', '~', change.keep, '*', 'epoch', change.epoch, 'block', change.block,
    'seat', change.seat, 'status', WORD[after.status], 'rev', digits(after.rev), 'holder', after.holder,
    'at', digits(change.now))
  return after.rev
end

-- What a holder's entries in the index of holders begin with. The length tells where the name ends, as it may contain
-- anything, so that no other's begin with the same.
local function entries_of(holder)
  return #holder .. ':' .. holder .. ':'
end

-- A holder's entries, each without what it begins with: block, seat and end of a hold, with colons between them.
local function holds_of(holders, holder)
  local begin = entries_of(holder)
  local holds = redis.call('ZRANGEBYLEX', holders, '[' .. begin, '(' .. string.sub(begin, 1, -2) .. ';')
  for i, entry in ipairs(holds) do
    holds[i] = string.sub(entry, #begin + 1)
  end
  return holds
end

-- The index entries of a hold: one by when it ends, one by who has it. Each tells all of it, so that either may be lost with
-- the hold itself.
local function remember(expiry, holders, block, seat, hold)
  local place, ends = block .. ':' .. seat, digits(hold.ends)
  redis.call('ZADD', expiry, ends, place .. ':' .. hold.holder)
  redis.call('ZADD', holders, 0, entries_of(hold.holder) .. place .. ':' .. ends)
end

local function forget(expiry, holders, block, seat, holder)
  local place = block .. ':' .. seat
  redis.call('ZREM', expiry, place .. ':' .. holder)
  local entry = entries_of(holder) .. place
  redis.call('ZREMRANGEBYLEX', holders, '[' .. entry .. ':', '(' .. entry .. ';')
end

-- Names the process that answers, and how often it took over as a master: if it changes, history may have been lost.
local function identity()
  local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
  local takeover = string.match(redis.call('INFO', 'replication'), 'second_repl_offset:(%-?%d+)')
  return (run or '') .. ':' .. (takeover or '')
end
