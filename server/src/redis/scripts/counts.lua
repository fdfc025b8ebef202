-- Revision and free seats of blocks, all of one moment.
-- KEYS: meta, then each block. Answers the epoch, then both for each block.
local answer = { 'OK', redis.call('HGET', KEYS[1], 'epoch') }
for i = 2, #KEYS do
  local found = redis.call('HMGET', KEYS[i], 'epoch', 'rev', 'free')
  if not (answer[2] and found[1]) then return { 'MISSING' } end
  answer[#answer + 1], answer[#answer + 2] = found[2], found[3]
end
return answer[2] and answer or { 'MISSING' }
