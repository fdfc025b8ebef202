-- A holder's holds in the match, as the index tells them.
-- KEYS: holders. ARGV: holder. Answers block, seat and end of each, with colons between them.
if not redis.call('ZSCORE', KEYS[1], 'end') then
  return { 'MISSING' }
end
local holds = holds_of(KEYS[1], ARGV[1])
table.insert(holds, 1, 'OK')
return holds
