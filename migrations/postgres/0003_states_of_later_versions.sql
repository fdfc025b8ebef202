-- A later version may know more states of a seat, and share the database with this one while it is rolled out. The checks
-- say what the states of today imply, and nothing of states that they do not name.
ALTER TABLE allocations
    DROP CONSTRAINT allocations_status_check,
    DROP CONSTRAINT allocations_check,
    DROP CONSTRAINT allocations_check1,
    ADD CONSTRAINT allocations_nobodys CHECK (status <> 'AVAILABLE' OR holder IS NULL),
    ADD CONSTRAINT allocations_somebodys CHECK (status NOT IN ('HOLD', 'RESERVED', 'OCCUPIED') OR holder IS NOT NULL),
    ADD CONSTRAINT allocations_ending CHECK (status NOT IN ('HOLD', 'RESERVED') OR expires_at IS NOT NULL),
    ADD CONSTRAINT allocations_lasting CHECK (status NOT IN ('AVAILABLE', 'OCCUPIED') OR expires_at IS NULL);
