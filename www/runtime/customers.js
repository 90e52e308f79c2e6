// The customer who is asking, kept across visits: the device, the account, what they may use, and what could not be sent
// yet. It speaks the platform's SDK protocol with a host. Apps that do not import it do not pay for it.
export { Customers } from "./customers/customers.js";
export { CustomerError } from "./customers/error.js";
