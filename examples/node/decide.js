import { readFile } from "node:fs/promises";
import { Runtime } from "paywall-runtime/server";

const runtime = await Runtime.load(readFile("paywalls.json"));
const products = JSON.parse(await readFile("products.json", "utf8"));

// Which paywall does this customer get, and why?
const { decision } = runtime.decide({ customer: { id: "8e2d4a52-6a3f-4c0e-9f2a-0a9d3f6b7c11" } });
console.log(decision.paywall);

// What does it show?
console.log(runtime.render({ locale: "de-DE", products, device: { formFactor: "phone" } }).html);
