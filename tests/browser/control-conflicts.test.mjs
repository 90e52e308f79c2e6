// Two people change one text that paywalls share: the conflict shows the paywall with either, and one is chosen.

import assert from "node:assert/strict";
import { test } from "node:test";

import { inBoth } from "./axe.mjs";
import { opened } from "./opened.mjs";
import { draftOf, edit, until } from "./world.mjs";

const KEY = "every-course-every-level";

const at = opened();

const text = (value) => ({ op: "set", section: "rest", part: "", path: ["texts", "locales", "en", KEY], value });

/** Publishes a draft as a program does. */
async function publish(somebody, draft) {
  const { edit: seen } = await somebody.call("GET", `drafts/${draft}`);
  const { revision } = await somebody.call("POST", `drafts/${draft}/commit`, { edit: seen, message: "Texts" });
  const live = async () => (await somebody.call("GET", "deployments?environment=production&most=1"))[0];
  const { sequence } = await live();
  const deployment = { revision, replaces: sequence, kind: "publish", reason: "Texts" };
  await somebody.call("POST", "environments/production/deployments", deployment);
  await until(async () => (await live()).sequence > sequence, "it is live");
}

test("a conflict about a text that paywalls share is shown as two pictures, and settled by choice", async () => {
  const { ada, here } = at;
  const grace = await here.invite("Grace", "publisher");
  const [hers, own] = [await draftOf(grace, "Grace’s text"), await draftOf(ada, "Ada’s text")];
  await edit(grace, hers, text("Grace’s lessons"));
  await edit(ada, own, text("Ada’s lessons"));
  await publish(grace, hers);
  const page = await ada.open(`review/${own}?draft=${own}`);
  await page.getByRole("button", { name: "Bring it up to date" }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByText(`The text “${KEY}” in English`).waitFor();
  for (const [index, words] of ["Ada’s lessons", "Grace’s lessons"].entries())
    await sheet.frameLocator(`paywall-frame iframe >> nth=${index}`).getByText(words).first().waitFor();
  assert.deepEqual(await inBoth(page), []);
  await sheet.getByRole("radio").last().check();
  await sheet.getByRole("button", { name: "Settle" }).click();
  await page.getByText("The draft is up to date").waitFor();
  const { texts } = await ada.call("GET", `drafts/${own}/document`);
  assert.equal(texts.locales.en[KEY], "Grace’s lessons");
  assert.deepEqual([...ada.complaints, ...grace.complaints], []);
});
