import { paywalls } from "paywall-runtime/vue";
import { createApp } from "vue";

import App from "./App.vue";

createApp(App).use(paywalls, { document: "/paywalls.json" }).mount("#app");
