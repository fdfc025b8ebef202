-- Tells whether a match is there, whole, and known to the process that answers. A key that something else has written after
-- it was lost is not whole: what only `build` writes is missing in it, the time at which it goes as well.
-- KEYS: meta, expiry, holders, stream, then each block. Answers a word and the epoch.
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'identity')
local blocks = 0
for i = 5, #KEYS do
  blocks = blocks + redis.call('HEXISTS', KEYS[i], 'epoch')
end
if not meta[1] and blocks == 0 then
  return { 'ABSENT', '' }
end
if not meta[1] or blocks < #KEYS - 4 then
  return { 'PARTIAL', '' }
end
if not redis.call('ZSCORE', KEYS[2], 'end') or not redis.call('ZSCORE', KEYS[3], 'end') then
  return { 'PARTIAL', '' }
end
if redis.call('TTL', KEYS[4]) < 0 then
  return { 'PARTIAL', '' }
end
if meta[2] ~= identity() then
  return { 'FOREIGN', meta[1] }
end
return { 'VALID', meta[1] }
