-- What a customer was shown, for decisions: of each of their devices the newest.
CREATE INDEX activity_device ON activity (app, device, kind, at);
