-- People as a provider of identities names them (OpenID Connect): the issuer, and its own name for somebody.
CREATE TABLE control_identities (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    person TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject),
    UNIQUE (person, issuer, subject)
);
-- 1 if the groups of a provider gave the role, so that they may take it again.
ALTER TABLE control_memberships ADD COLUMN by_groups BIGINT NOT NULL DEFAULT 0;
