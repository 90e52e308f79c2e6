// The customer who is asking, kept across visits: the device, the account, the entitlements, and calls that could not
// be sent yet. It speaks the platform's SDK protocol with a host. Only apps that import it pay for it.
export { Customers } from "./customers/customers.js";
export { CustomerError } from "./customers/error.js";
