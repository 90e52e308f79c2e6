// The JavaScript of the npm package gives what its hand-written types promise. It is compiled, never run.

import type * as declared from "../../www/runtime/index.js";
import type * as manager from "../../www/runtime/customers.js";
import type { CustomerError } from "../../www/runtime/customers/error.js";
import { Customers } from "../../www/runtime/customers/customers.js";
import { PaywallError } from "../../www/runtime/error.js";
import type { Paywall } from "../../www/runtime/paywall.js";
import { Runtime } from "../../www/runtime/runtime.js";
import { formFactor } from "../../www/runtime/world.js";

export const faces: [
  typeof declared.PaywallError,
  typeof declared.Runtime.load,
  typeof declared.formFactor,
  typeof manager.Customers.open,
  (it: Paywall) => declared.Paywall,
  (it: CustomerError) => manager.CustomerError,
  (it: Customers) => manager.Customers,
] = [PaywallError, Runtime.load, formFactor, Customers.open, (it) => it, (it) => it, (it) => it];
