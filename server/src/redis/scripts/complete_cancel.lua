-- Takes back the marks of a sale that did not come about: the seats are on hold as before, at most longer.
-- KEYS: the block of each seat. ARGV: holder, then each seat.
for i = 1, #KEYS do
  local text = redis.call('HGET', KEYS[i], ARGV[i + 1])
  local seat = text and parse(text)
  if seat and seat.status == 'H' and seat.holder == ARGV[1] and seat.selling > 0 then
    seat.selling = 0
    redis.call('HSET', KEYS[i], ARGV[i + 1], format(seat))
  end
end
return { 'OK' }
