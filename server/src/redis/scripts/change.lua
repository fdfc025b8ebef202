-- Compares and sets: the one way to change seats. It knows no command: what each seat must be and what it becomes is data
-- (`jari_core::domain::command`), and why something cannot be done is judged by whoever asked, by the states that it answers.
-- KEYS: after those of all, the block of each step. ARGV: after those of all, `whole` or nothing, the cart that holds depend on
-- and the most seats that it may have, either may be none; how many it must have and since when, where it is seen to have just
-- that; then of each step its block and seat; what the seat is if it need
-- not be changed, and what it must be (letters of states, `h` for a hold that has run out, `?` if the seat is left out where it is not; cart, order and latest revision,
-- each empty for any); and what it becomes (a letter, none for a mere condition; cart, end and order, each `=` as it was, `:`
-- and what it is, or none, the end also `~` with what else the cart has, and when if that is nothing; reason).
-- Answers OK, or NO and then nothing has changed; how many seats of the cart were counted, and since when they are; and each seat after a mark: `+`
-- changed, `=` left as it was to be, `-` left out.
local now, is_whole, owner, most = tonumber(ARGV[1]), ARGV[6] == 'whole', ARGV[7], tonumber(ARGV[8])
local seen, seen_since = tonumber(ARGV[9]), ARGV[10]

-- The seat as a requirement sees it, where it is met: a hold that has run out is available to all that do not look for it.
local function met(seat, i)
  local letters, letter = ARGV[i], seat.status
  if letter == 'H' and (tonumber(seat.ends) or math.huge) <= now then
    letter = string.find(letters, 'h', 1, true) and 'h' or 'A'
    seat = letter == 'h' and seat or { rev = seat.rev, ends = '', order = '', cart = '' }
  end
  return string.find(letters, letter, 1, true) and (ARGV[i + 1] == '' or ARGV[i + 1] == seat.cart)
    and (ARGV[i + 2] == '' or ARGV[i + 2] == seat.order)
    and (ARGV[i + 3] == '' or seat.rev <= tonumber(ARGV[i + 3])) and seat
end

local function field(mark, before) return mark == '=' and before or string.sub(mark, 2) end

local steps, block, is_refused, held, holds, last = {}, nil, false, 0, 0, nil
local known, since, has_begun
for i = 4, #KEYS do
  local at, text = 11 + 15 * (i - 4), nil
  if i == 4 or KEYS[i] ~= KEYS[i - 1] then
    local found = redis.call('HMGET', KEYS[i], 'epoch', ARGV[at + 1], 'rev', 'free')
    if not found[1] then return { 'MISSING' } end
    text, block = found[2], { key = KEYS[i], id = ARGV[at], epoch = found[1], rev = found[3], free = found[4] }
  else
    text = redis.call('HGET', KEYS[i], ARGV[at + 1])
  end
  local seat = text and parse(text)
  local is_done = seat and met(seat, at + 2)
  local from = not is_done and seat and met(seat, at + 6)
  local mark = is_done and '=' or not from and '-' or ARGV[at + 10] == '' and '=' or '+'
  holds = holds + (mark == '+' and ARGV[at + 10] == 'H' and 1 or 0)
  is_refused = is_refused or is_whole and mark == '-' and not string.find(ARGV[at + 6], '?', 1, true)
  steps[#steps + 1] = { at = at, block = block, text = text or '', seat = seat, from = from, mark = mark }
end

if owner ~= '' and holds > 0 and not is_refused then
  -- An index that was lost would count too few.
  if not redis.call('ZSCORE', KEYS[2], 'end') then return { 'MISSING' } end
  -- Where nothing is counted, what ends last is enough.
  local entries
  entries, known, since = entries_of(KEYS[2], owner, (most or seen) and -1 or 1)
  for _, other in ipairs(entries) do
    local ends, order = string.match(other, '^:0*(%d+):%d+:%d+(.*)$', #(#owner .. ':' .. owner) + 1)
    local lasts = tonumber(ends) > now
    last = last or lasts and ends
    held = held + ((lasts or order ~= '') and 1 or 0)
  end
  -- What ends last has run out, and what began with it.
  since = last and since
  is_refused = most and held + holds > most or seen and (seen ~= held or since and since ~= seen_since)
end

local answer, left = { is_refused and 'NO' or 'OK', tostring(held), since or '' }, {}
for _, step in ipairs(steps) do
  local at, from = step.at, step.from
  if step.mark == '+' and not is_refused then
    local cart, ends = field(ARGV[at + 11], from.cart), field(ARGV[at + 12], from.ends)
    local is_with_cart = string.sub(ARGV[at + 12], 1, 1) == '~'
    ends = last and is_with_cart and last or ends
    -- A cart begins, or is lengthened.
    if seen then has_begun = { ends, seen_since } elseif is_with_cart and not last then has_begun = { ends, ARGV[1] } end
    local before = step.seat
    if before.ends ~= '' and (ends == '' or cart ~= before.cart) then left[before.cart] = true end
    step.text = store(step.block, ARGV[at + 1], step.seat, { status = ARGV[at + 10], cart = cart, ends = ends,
      order = field(ARGV[at + 13], from.order), reason = ARGV[at + 14] })
  end
  answer[#answer + 1] = step.mark .. step.text
end
if has_begun then
  if known then redis.call('ZREM', KEYS[2], known) end
  redis.call('ZADD', KEYS[2], 0, beginning(owner, has_begun[1], has_begun[2]))
end
-- Of a cart that has nothing any more nothing is kept.
for cart in pairs(left) do
  local entries, member = entries_of(KEYS[2], cart, 1)
  if member and not entries[1] then redis.call('ZREM', KEYS[2], member) end
end
return answer
