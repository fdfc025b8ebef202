-- Tells whether a match is there, whole, and known to the process that answers.
-- KEYS: meta, expiry, then each block. Answers a word and the epoch.
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'identity')
local blocks = 0
for i = 3, #KEYS do
  blocks = blocks + redis.call('HEXISTS', KEYS[i], 'epoch')
end
if not meta[1] and blocks == 0 then
  return { 'ABSENT', '' }
end
if not meta[1] or blocks < #KEYS - 2 or redis.call('EXISTS', KEYS[2]) == 0 then
  return { 'PARTIAL', '' }
end
if meta[2] ~= identity() then
  return { 'FOREIGN', meta[1] }
end
return { 'VALID', meta[1] }
