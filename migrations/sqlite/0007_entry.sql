-- At which gate somebody has entered, as the gate calls itself. The version before leaves it out.
ALTER TABLE tickets ADD COLUMN entered_gate TEXT;
CREATE INDEX tickets_of_order ON tickets (order_id);
