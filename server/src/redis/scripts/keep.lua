-- Sets how long a match is kept. KEYS: all of its keys. ARGV: milliseconds from now on.
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ARGV[1]) end
