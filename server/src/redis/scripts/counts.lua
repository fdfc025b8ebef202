-- Revision and free seats of blocks, all of one moment.
-- KEYS: meta, then each block. Answers the epoch, then both for each block.
local epoch = redis.call('HGET', KEYS[1], 'epoch')
if not epoch then
  return { 'MISSING' }
end
local answer = { 'OK', epoch }
for i = 2, #KEYS do
  local found = redis.call('HMGET', KEYS[i], 'epoch', 'rev', 'free')
  if not found[1] then
    return { 'MISSING' }
  end
  answer[#answer + 1] = found[2]
  answer[#answer + 1] = found[3]
end
return answer
