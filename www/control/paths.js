// Addresses that are asked for early, and by the pages themselves.

/** The addresses for those who are not signed in yet. */
export const WAYS_IN = ["setup", "invitation", "password", "sign-in"];

/**
 * Makes the path of a revision's campaigns, as the server tells them here and now.
 * @param {string} revision
 */
export const campaignsOf = (revision) => `/revisions/${revision}/campaigns?offset=${-new Date().getTimezoneOffset()}`;
