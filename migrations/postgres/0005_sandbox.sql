-- Charges of play money: what the sandbox knows, as any payment gateway has its own books. Nothing of ours refers to them.
CREATE TABLE sandbox_charges (
    payment_id  TEXT PRIMARY KEY,
    amount      BIGINT NOT NULL,
    currency    TEXT NOT NULL,
    title       TEXT NOT NULL,
    language    TEXT NOT NULL,
    return_url  TEXT NOT NULL,
    pay_until   BIGINT NOT NULL,
    state       TEXT NOT NULL,
    down_until  BIGINT, -- until when the gateway plays that it is down, for this charge
    slow_until  BIGINT,
    return_lost BIGINT NOT NULL, -- whether the buyer was not sent back
    version     BIGINT NOT NULL -- how often it has changed
);
