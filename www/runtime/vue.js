// Paywalls as a Vue component.
import { defineComponent, h, inject, onBeforeUnmount, onMounted, ref, watch } from "vue";
import { attach, loaded, present } from "./late.js";

/** @import { Attached, News } from "./present.js" */

const load = () => import("paywall-runtime");
const KEY = "paywall-runtime";

/** @param {any} from */
const runtimeOf = ({ document, options }) => loaded(document, options, load);

export const paywalls = {
  /**
   * @param {import("vue").App} app
   * @param {import("./vue.js").PaywallsOptions} from
   */
  install(app, from) {
    app.provide(KEY, from);
  },
};

export const Paywall = defineComponent({
  // biome-ignore lint/style/useVueMultiWordComponentNames: no element of HTML is called so
  name: "Paywall",
  props: ["placement", "request", "as", "markup", "purchase", "restore", "signIn"],
  emits: ["action", "ready", "end"],
  setup(/** @type {any} */ props, { emit, slots }) {
    const from = inject(KEY);
    const place = ref();
    const news = ref(/** @type {News | undefined} */ (undefined));
    /** @type {Attached | undefined} */
    let attached;
    const begin = () => {
      attached?.detach();
      news.value = undefined;
      const runtime = runtimeOf(from);
      attached = attach(
        place.value,
        () => ({ ...props, runtime, onAction: (event) => emit("action", event) }),
        (found) => {
          news.value = found;
          if (found.state === "ready") emit("ready", found.paywall);
          else emit("end", found.outcome);
        },
      );
    };
    onMounted(begin);
    watch(() => [JSON.stringify(props.placement), props.as], begin);
    watch(
      () => props.request,
      () => attached?.update(),
      { deep: true },
    );
    onBeforeUnmount(() => attached?.detach());
    return () => [
      h("div", { ref: place, ...(props.markup && { innerHTML: props.markup }) }),
      news.value ? news.value.state === "ended" && slots.none?.() : !props.markup && slots.default?.(),
    ];
  },
});

export function usePaywall() {
  const from = inject(KEY);
  return (/** @type {any} */ placement, /** @type {any} */ options) => present(runtimeOf(from), placement, options);
}
