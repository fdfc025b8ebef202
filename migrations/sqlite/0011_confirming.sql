-- Until when a confirmation of a payment may be under way, which takes the money: nobody closes it before. The version before leaves it
-- out, and knows no gateway that it must wait for.
ALTER TABLE payments ADD COLUMN confirming_until INTEGER;
