-- Where a buyer is reached, in one spelling, so that one buyer's seats are counted together. The version before leaves it out: what
-- is bought through that meanwhile is not counted.
ALTER TABLE order_buyers ADD COLUMN email_key TEXT;
ALTER TABLE order_buyers ADD COLUMN phone_key TEXT;
UPDATE order_buyers SET
    email_key = lower(CASE WHEN strpos(email, '+') > 1 THEN left(email, strpos(email, '+') - 1) || substr(email, strpos(email, '@'))
                           ELSE email END),
    phone_key = CASE WHEN phone LIKE '+82%' THEN '0' || ltrim(substr(phone, 4), '0') ELSE ltrim(phone, '+') END;
CREATE INDEX order_buyers_email ON order_buyers (email_key) WHERE email_key IS NOT NULL;
CREATE INDEX order_buyers_phone ON order_buyers (phone_key) WHERE phone_key IS NOT NULL;
