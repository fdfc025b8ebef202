-- A cart's entries of the index, and when what ends last of it began, if it is known. KEYS: carts. ARGV: cart.
if not redis.call('ZSCORE', KEYS[1], 'end') then return { 'MISSING' } end
local entries, _, since = entries_of(KEYS[1], ARGV[1], -1)
return { 'OK', entries, since or '' }
