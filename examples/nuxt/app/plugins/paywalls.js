import { paywalls } from "paywall-runtime/vue";

export default defineNuxtPlugin(({ vueApp }) => {
  vueApp.use(paywalls, { document: "/paywalls.json" });
});
