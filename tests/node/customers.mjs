// For tests of the customer manager: a storage, a host of its own, and a manager whose news are kept.

import { Customers } from "../../www/runtime/customers.js";

/** A storage as a browser's, which survives "reloads": making a new manager. */
export class Store {
  kept = new Map();
  getItem(name) {
    return this.kept.get(name) ?? null;
  }
  setItem(name, text) {
    this.kept.set(name, text);
  }
}

/** A host that keeps what it is told, and can be unreachable. */
export class Host {
  calls = [];
  devices = new Map();
  accounts = new Map();
  online = true;
  /** @type {string | undefined} */
  expires;
  refuse = new Map();
  wantsSecrets = false;
  /** The reports of devices about what they showed. */
  impressions = [];

  fetch = async (url, { method, headers = {}, body }) => {
    if (!this.online) throw new TypeError("no network");
    const path = new URL(url).pathname.replace("/sdk/v3/platform/p1/", "");
    const json = body === undefined ? undefined : JSON.parse(body);
    this.calls.push(`${method} ${path.replaceAll(/[0-9a-f-]{36}/g, "ID")}`);
    const [status, answer] = this.answer(method, path, json, headers["device-secret"]);
    return new Response(JSON.stringify(answer), { status });
  };

  answer(method, path, body, secret) {
    const kind = path.split("/").at(-2);
    if (this.refuse.has(kind)) return this.refuse.get(kind);
    const refused = (status, code) => [status, { error: { code, message: code } }];
    const known = this.devices.get(path === "device/" ? body.id : path.split("/")[1]);
    if (known?.secret && known.secret !== secret) return refused(403, "device_secret_wrong");
    if (path === "device/" && method === "POST") {
      if (this.wantsSecrets && !body.device_secret) return refused(409, "device_secret_required");
      this.devices.set(body.id, { ...body, secret: body.device_secret, account: null, bought: [] });
      return [201, body];
    }
    const device = this.devices.get(path.split("/")[1]);
    if (this.wantsSecrets && device && !device.secret) return refused(409, "device_secret_required");
    if (!device) return [409, { error: { code: "device_not_found", message: "no such device" } }];
    const owner = device.account === null ? device : this.owner(device.account);
    switch (kind) {
      case "login":
        device.account = body.external_id;
        this.owner(device.account).bought.push(...device.bought.splice(0));
        return [200, { external_id: device.account, user_id: `user-of-${device.account.slice(0, 4)}` }];
      case "logout":
        device.account = null;
        return [200, {}];
      case "purchase_event":
        owner.bought.push(body.sku);
        return [200, {}];
      case "profile":
        return [
          200,
          { customer_journey_state: { former_subscriber: false, in_trial_period: owner.bought.includes("trial") } },
        ];
      case "active_entitlements":
        return [
          200,
          { results: owner.bought.length ? [{ entitlement_ref_id: "premium", expires: this.expires ?? null }] : [] },
        ];
      case "impression":
        this.impressions.push(body);
        return [201, { id: "i1" }];
      default:
        return [200, {}];
    }
  }

  owner(account) {
    if (!this.accounts.has(account)) this.accounts.set(account, { bought: [] });
    return this.accounts.get(account);
  }
}

export async function open(host, { storage = new Store(), ...more } = {}) {
  const page = Object.assign(new EventTarget(), {
    document: Object.assign(new EventTarget(), { visibilityState: "visible" }),
  });
  const customers = Customers.open({
    host: "https://host.example",
    platform: "p1",
    device: { os_name: "test" },
    fetch: host.fetch,
    storage,
    page,
    ...more,
  });
  const heard = [];
  customers.onAccount((action, ok) => heard.push(["account", action, ok]));
  customers.onEntitlements((list) =>
    heard.push(["entitlements", list.map((it) => `${it.id}${it.provisional ? "?" : ""}`)]),
  );
  customers.onJourneyState((state) => heard.push(["journey", state.inTrialPeriod]));
  customers.onPurchases((news) =>
    heard.push(["purchases", news.state, news.externalIdAtStart ?? null, news.externalId]),
  );
  await customers.ready;
  heard.length = 0;
  return { customers, heard, page, storage };
}
