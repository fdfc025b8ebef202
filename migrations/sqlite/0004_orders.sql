-- Orders that are paid by a gateway. The version before reads and writes the same tables meanwhile: what it leaves out has a
-- default, and none of its orders has a code, waits for a payment, or is due.

-- `version` grows with each change of an order and of its payments: what was read is stored only over what was read. `due_at` is
-- when something is to be done for it next; who has claimed it has it to itself until `claimed_until`. `free_at` says that it is
-- over, and that what is reserved for it is to be given back. An order has its seats reserved since `reserved_at`, until
-- `reserved_until`, which is kept here alone.
ALTER TABLE orders ADD COLUMN code TEXT;
ALTER TABLE orders ADD COLUMN idempotency_key TEXT;
ALTER TABLE orders ADD COLUMN fee INTEGER NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN language TEXT NOT NULL DEFAULT 'ko';
ALTER TABLE orders ADD COLUMN reserved_until INTEGER;
ALTER TABLE orders ADD COLUMN reserved_at INTEGER;
ALTER TABLE orders ADD COLUMN free_at INTEGER;
ALTER TABLE orders ADD COLUMN due_at INTEGER;
ALTER TABLE orders ADD COLUMN claimed_until INTEGER;
ALTER TABLE orders ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX orders_code ON orders (code) WHERE code IS NOT NULL;
CREATE UNIQUE INDEX orders_key ON orders (cart, match_id, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX orders_due ON orders (due_at) WHERE due_at IS NOT NULL;

-- What was ordered, at the prices of that time, whatever becomes of it. What was sold stands in `order_lines`.
CREATE TABLE order_items (
    order_id    TEXT    NOT NULL REFERENCES orders (id),
    seat_id     INTEGER NOT NULL REFERENCES seats (id),
    block_id    INTEGER NOT NULL REFERENCES blocks (id),
    ticket_type TEXT,
    amount      INTEGER NOT NULL,
    PRIMARY KEY (order_id, seat_id)
) STRICT, WITHOUT ROWID;

-- Who buys: people's own data, which stands nowhere else and can be erased without anything else.
CREATE TABLE order_buyers (
    order_id TEXT PRIMARY KEY REFERENCES orders (id),
    name     TEXT NOT NULL,
    email    TEXT NOT NULL,
    phone    TEXT NOT NULL
) STRICT;

-- `ask_at` is when the gateway is asked next, `attempts` how often it was without anything new.
ALTER TABLE payments ADD COLUMN pay_url TEXT;
ALTER TABLE payments ADD COLUMN reason TEXT;
ALTER TABLE payments ADD COLUMN asked_at INTEGER;
ALTER TABLE payments ADD COLUMN ask_at INTEGER;
ALTER TABLE payments ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
