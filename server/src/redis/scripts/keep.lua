-- Sets until when a match is kept. KEYS: all of its keys. ARGV: the moment, in milliseconds.
for _, key in ipairs(KEYS) do
  redis.call('PEXPIREAT', key, ARGV[1])
end
