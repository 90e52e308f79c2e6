// A German customer in front of an example: opens the paywall, chooses a product, and buys it.

import assert from "node:assert/strict";

/** Tries an example in a new page of the browser. */
export async function tapped(browser, url, { opens = true } = {}) {
  const page = await browser.newPage({
    viewport: { width: 390, height: 844 },
    locale: "de-DE",
    serviceWorkers: "block",
  });
  page.setDefaultTimeout(60_000);
  const said = [];
  page.on(
    "console",
    (message) => message.type() === "error" && !/^Failed to load/.test(message.text()) && said.push(message.text()),
  );
  page.on("pageerror", (error) => said.push(`${error}`));
  page.on(
    "response",
    (response) =>
      response.status() >= 400 &&
      !/favicon/.test(response.url()) &&
      said.push(`${response.status()} ${response.url()}`),
  );
  try {
    await page.goto(url);
    if (opens) await page.getByText("Upgrade").click();
    const plan = page.getByText(/Monthly: /);
    await plan.waitFor();
    // The table of the page's language comes behind a paywall that did not wait for it.
    await page.getByText(/Monthly: 9,99\s\$/).waitFor();
    const border = () => plan.evaluate((text) => getComputedStyle(text.closest("[data-tap]")).borderTopColor);
    const before = await border();
    // What a server wrote is seen before its script has come: people tap again.
    for (let taps = 0; (await border()) === before && taps < 100; taps += 1) {
      await plan.click();
      await page.waitForTimeout(100);
    }
    assert.notEqual(await border(), before, "a tap chooses a product");
    await page.getByText("Continue").click();
    await page.getByText("purchased").waitFor();
    assert.equal(await plan.count(), 0, "the paywall is gone");
    assert.deepEqual(said, []);
  } catch (error) {
    error.message += `\nthe page said: ${said.join("\n")}`;
    throw error;
  } finally {
    await page.close();
  }
}
