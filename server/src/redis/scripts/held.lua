-- A cart's entries of the index. KEYS: carts. ARGV: cart.
if not redis.call('ZSCORE', KEYS[1], 'end') then return { 'MISSING' } end
return { 'OK', entries_of(KEYS[1], ARGV[1], -1) }
