// A device that listens for its own customer: against a host of its own, and against two real hosts with one database.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Host, open, Store } from "./customers.mjs";
import { buy, Program, skip } from "./program.mjs";

/** A host that says when something changed. */
class Telling extends Host {
  streams = [];
  #fetch = this.fetch;
  status = 200;

  fetch = async (url, init) => {
    if (!url.endsWith("/changes/")) return this.#fetch(url, init);
    this.calls.push("listen");
    if (this.status !== 200) return new Response("{}", { status: this.status });
    assert.match(init.headers["device-secret"], /^[0-9a-f]{64}$/);
    const body = new ReadableStream({ start: (controller) => this.streams.push(controller) });
    init.signal.addEventListener("abort", () => this.streams.splice(0).forEach((it) => it.error(new Error("aborted"))));
    return new Response(body);
  };

  say(text) {
    for (const stream of this.streams) stream.enqueue(new TextEncoder().encode(text));
  }
}

/** Waits until something holds. */
const until = async (holds) => {
  for (const end = Date.now() + 10_000; !holds(); ) {
    assert.ok(Date.now() < end, "it never happens");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

test("what changed elsewhere is asked for when the host says so, until the app has heard enough", async () => {
  const host = new Telling();
  const { customers } = await open(host);
  const stop = customers.watch();
  await until(() => host.streams.length === 1);
  host.say(":\n\n");
  host.devices.get(customers.deviceId).bought.push("monthly");
  host.say("event: chan");
  assert.ok(!customers.mayUse("premium"));
  host.say("ged\ndata: {}\n\n");
  await until(() => customers.mayUse("premium"));
  stop();
  await until(() => host.streams.length === 0);
  customers.close();
});

test("it listens in the foreground only, and not in anonymous mode", async () => {
  const host = new Telling();
  const { customers, page } = await open(host);
  customers.watch();
  await until(() => host.streams.length === 1);
  const show = (visibilityState) => {
    page.document.visibilityState = visibilityState;
    page.document.dispatchEvent(new Event("visibilitychange"));
  };
  show("hidden");
  await until(() => host.streams.length === 0);
  show("visible");
  await until(() => host.streams.length === 1);
  await customers.setAnonymousMode(true);
  await until(() => host.streams.length === 0);
  const calls = host.calls.length;
  show("hidden");
  show("visible");
  assert.equal(host.calls.length, calls, "nothing is sent");
  await customers.setAnonymousMode(false);
  await until(() => host.streams.length === 1);
  customers.close();
  await until(() => host.streams.length === 0);
});

test("a host without such streams is not asked again", async () => {
  const host = new Telling();
  host.status = 404;
  const { customers } = await open(host);
  customers.watch();
  await until(() => host.calls.includes("listen"));
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(host.calls.filter((it) => it === "listen").length, 1);
  customers.close();
});

let hosts = [];
before(async () => {
  if (skip) return;
  const first = await Program.make();
  await first.start();
  hosts = [first, first.other()];
  await hosts[1].start();
});
after(async () => {
  if (skip) return;
  await hosts[1].stop();
  await hosts[0].remove();
});

test("a television unlocks when the phone buys at another host", { skip }, async () => {
  const [tv, phone] = [await hosts[0].open(new Store()), await hosts[1].open(new Store())];
  await tv.login("4711");
  await phone.login("4711");
  const stop = tv.watch();
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await buy(phone, "9");
  const bought = Date.now();
  await until(() => tv.mayUse("plus")).finally(() => {
    stop();
    tv.close();
    phone.close();
  });
  assert.ok(Date.now() - bought < 2000, `${Date.now() - bought} ms`);
});

test("a television that lost its host comes back to it by itself", { skip }, async () => {
  const [tv, phone] = [await hosts[1].open(new Store()), await hosts[0].open(new Store())];
  await tv.login("4712");
  await phone.login("4712");
  tv.watch();
  try {
    await new Promise((resolve) => setTimeout(resolve, 500));
    await hosts[1].stop();
    await buy(phone, "10");
    await hosts[1].start();
    await until(() => tv.mayUse("plus"));
  } finally {
    tv.close();
    phone.close();
  }
});
