-- A holder's entries of the index. KEYS: holders. ARGV: holder.
if not redis.call('ZSCORE', KEYS[1], 'end') then return { 'MISSING' } end
return { 'OK', entries_of(KEYS[1], ARGV[1]) }
