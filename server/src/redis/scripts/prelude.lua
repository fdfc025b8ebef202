-- What every script begins with. A script runs as one step that nothing comes between, so that reading a seat, judging
-- it, storing it, counting it and telling the stream of it cannot be seen half done. Those that write begin with the same
-- KEYS: expiry, carts, stream; and ARGV: now, stream length, when to look again at what does not end by itself, command, actor.
--
-- A seat is one text in its block's hash: `A|rev`, or `status|rev|ends|order|cart`. The status is a letter: A available,
-- H on hold, R reserved, O occupied, B blocked. The cart, or the reason of a blocked seat, stands last because it may
-- contain anything. Of a seat in another state, which only a later version knows, as much as `status|rev` is read: it is
-- taken, and nothing here changes it.
local WORD = { A = 'AVAILABLE', H = 'HOLD', R = 'RESERVED', O = 'OCCUPIED', B = 'BLOCKED' }
local UNKNOWN = '?'

local function parse(text)
  local status, rev, ends, order, last = string.match(text, '^(%u)|(%d+)|?(%-?%d*)|?([^|]*)|?(.*)$')
  if not WORD[status] then
    status, rev = string.match(text .. '|', '^([^|]+)|(%d+)|')
    assert(rev and not WORD[status], 'this is no seat: ' .. text)
    status, ends, order, last = UNKNOWN, '', '', ''
  end
  local cart, reason = status == 'B' and '' or last, status == 'B' and last or ''
  return { status = status, rev = tonumber(rev), ends = ends, order = order, cart = cart, reason = reason }
end

local function format(seat, rev)
  local text = seat.status .. '|' .. rev
  return seat.status == 'A' and text or text .. '|' .. seat.ends .. '|' .. seat.order .. '|' .. seat.cart .. seat.reason
end

-- A cart's entries of an index, what ends last before others: so many, or all by -1. Each begins with the length of the name,
-- which tells where that ends, as it may contain anything: no other's begin with the same. Behind them stands one more member,
-- `length:cart;end:beginning`: when what the cart has began, and when it ended then. With another end it is of what the cart had
-- before, as the version before, which looks no further than the entries, begins carts without it. Answered are the entries, that
-- member, and the beginning if it is of what ends last.
local function entries_of(carts, cart, most)
  local begin = #cart .. ':' .. cart
  local found = redis.call('ZREVRANGEBYLEX', carts, '(' .. begin .. '<', '[' .. begin .. ':', 'LIMIT', 0, most < 0 and -1 or most + 1)
  local member = found[1] and string.sub(found[1], #begin + 1, #begin + 1) == ';' and table.remove(found, 1)
  if most >= 0 then found[most + 1] = nil end
  local ends, since = string.match(member or '', '^;(%d+):(%-?%d+)$', #begin + 1)
  local last = ends and found[1] and string.match(found[1], '^:0*(%d+):', #begin + 1)
  return found, member, last and last == ends and since
end

local function beginning(cart, ends, since) return #cart .. ':' .. cart .. ';' .. ends .. ':' .. since end

-- A seat that has an end stands in two indexes: by when it is due, and by who has it. The entry tells all of it, its order where
-- it is reserved for one, so that either may be lost with the seat itself. A hold is due at its end; what became of anything
-- else has to be asked. All ends are told in as many digits, so that a cart's entries are in their order.
local function entry(block, id, seat)
  local ends = string.rep('0', 15 - #seat.ends) .. seat.ends
  return table.concat({ #seat.cart, seat.cart, ends, block.id, id, seat.order ~= '' and seat.order or nil }, ':')
end

local function remember(block, id, seat)
  local member = entry(block, id, seat)
  redis.call('ZADD', KEYS[1], seat.status == 'H' and seat.ends or ARGV[3], member)
  redis.call('ZADD', KEYS[2], 0, member)
end

-- Stores a seat's new state under its block's next revision, counts it, and tells the stream. `before` is what was
-- stored, whether or not it had run out: that is what was counted. `block` is what was read of it, once for all its seats:
-- each command costs about as much as all that is done between two.
local function store(block, id, before, after)
  block.rev, block.free = block.rev + 1, block.free + (after.status == 'A' and 1 or 0) - (before.status == 'A' and 1 or 0)
  -- Lua would write a large number with an exponent.
  local rev = string.format('%.0f', block.rev)
  local text = format(after, rev)
  redis.call('HSET', block.key, id, text, 'rev', rev, 'free', block.free)
  redis.call('XADD', KEYS[3], 'MAXLEN', '~', ARGV[2], '*', 'epoch', block.epoch, 'block', block.id, 'seat', id,
    'status', WORD[after.status], 'rev', rev, 'cart', after.cart, 'at', ARGV[1], 'command', ARGV[4], 'actor', ARGV[5],
    'before', WORD[before.status], 'ends', after.ends, 'order', after.order, 'reason', after.reason)
  for index = 1, before.ends == '' and 0 or 2 do redis.call('ZREM', KEYS[index], entry(block, id, before)) end
  if after.ends ~= '' then remember(block, id, after) end
  return text
end
