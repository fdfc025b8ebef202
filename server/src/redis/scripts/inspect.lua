-- Tells whether a match is there, whole, and known to the process that answers. A key that something else has written after
-- it was lost is not whole: what only `build` writes is missing in it, the time at which it goes as well.
-- KEYS: meta, expiry, stream, then each block. Answers a word and the epoch.
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'identity')
local blocks = 0
for i = 4, #KEYS do
  blocks = blocks + redis.call('HEXISTS', KEYS[i], 'epoch')
end
if not meta[1] and blocks == 0 then
  return { 'ABSENT', '' }
end
if not meta[1] or blocks < #KEYS - 3 or not redis.call('ZSCORE', KEYS[2], 'end') then
  return { 'PARTIAL', '' }
end
if redis.call('TTL', KEYS[3]) < 0 then
  return { 'PARTIAL', '' }
end
if meta[2] ~= identity() then
  return { 'FOREIGN', meta[1] }
end
return { 'VALID', meta[1] }
