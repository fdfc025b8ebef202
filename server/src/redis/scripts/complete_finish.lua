-- Shows sales that are in the ledger. The ledger has the last word: whatever the seat is here, it becomes its buyer's, unless a
-- later version has gone on with it.
-- KEYS: expiry, stream, holders, then the block of each sale. ARGV: now, stream length, then block, seat and
-- buyer of each. Answers each seat's revision, 0 for one that the block does not have.
local expiry, stream, holders = KEYS[1], KEYS[2], KEYS[3]
local now = tonumber(ARGV[1])
local sales = #KEYS - 3

local epochs = {}
for i = 1, sales do
  epochs[i] = redis.call('HGET', KEYS[3 + i], 'epoch')
  if not epochs[i] then
    return { 'MISSING' }
  end
end

local answer = { 'OK' }
for i = 1, sales do
  local key = KEYS[3 + i]
  local block, seat, buyer = ARGV[3 * i], ARGV[3 * i + 1], ARGV[3 * i + 2]
  local text = redis.call('HGET', key, seat)
  if not text then
    answer[i + 1] = 0
  else
    local before = parse(text)
    if before.status == UNKNOWN or (before.status == 'O' and before.holder == buyer) then
      answer[i + 1] = before.rev
    else
      local change = { block = block, seat = seat, epoch = epochs[i], now = now, keep = ARGV[2] }
      local after = { status = 'O', selling = 0, holder = buyer }
      answer[i + 1] = store(key, stream, change, before, after)
      forget(expiry, holders, block, seat, buyer)
      if before.holder ~= buyer then
        forget(expiry, holders, block, seat, before.holder)
      end
    end
  end
end
return answer
