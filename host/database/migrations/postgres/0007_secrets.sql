-- The SHA-256 of the secret that the device was registered with, in hexadecimal. Null if it has none.
ALTER TABLE profiles ADD COLUMN secret TEXT;
