"use client";
// Paywalls as React components.
import {
  createContext,
  createElement,
  Fragment,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { attach, loaded, present } from "./late.js";

/** @import { News } from "./present.js" */
/** @import { PaywallProps, ProviderProps } from "./react.js" */

const load = () => import("paywall-runtime");
const Context = createContext(/** @type {Partial<ProviderProps>} */ ({}));

const nothing = () => {};

/**
 * What a server component wrote, if any.
 * @typedef {{ element?: Element, request?: import("./index.js").Request }} Markup
 */

const Around = createContext(/** @type {(markup: Markup) => void} */ (nothing));

/** @param {Partial<ProviderProps>} from */
const runtimeOf = ({ document, options }) => loaded(document ?? unnamed(), options, load);

async function unnamed() {
  throw new Error("a paywall needs a <PaywallProvider document> around it");
}

/** @param {ProviderProps} props */
export function PaywallProvider({ document, options, customers, children }) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: options are mostly written anew, and count once a document
  const value = useMemo(() => ({ document, options, customers }), [document, customers]);
  return createElement(Context.Provider, { value }, children);
}

/** @param {PaywallProps} props */
export function Paywall(props) {
  const from = useContext(Context);
  const place = useRef(/** @type {HTMLDivElement | null} */ (null));
  const latest = useRef(props);
  const attached = useRef(/** @type {import("./present.js").Attached} */ ({ update: nothing, detach: nothing }));
  const [news, setNews] = useState(/** @type {News | undefined} */ (undefined));
  const [written, setWritten] = useState(/** @type {Markup} */ ({}));
  const { placement, as, markup, children, fallback, none, className, style } = props;
  useEffect(() => {
    latest.current = props;
    attached.current.update();
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is compared is what begins another paywall
  useEffect(() => {
    setNews(undefined);
    // What a server component writes may come long after the page around it.
    if (children && !written.element) return;
    const runtime = runtimeOf(from);
    attached.current = attach(
      /** @type {Element} */ (written.element || place.current),
      () => ({ request: written.request, ...latest.current, runtime }),
      (news) => {
        const { onReady = nothing, onEnd = nothing } = latest.current;
        setNews(news);
        if (news.state === "ready") onReady(news.paywall);
        else onEnd(news.outcome);
      },
    );
    return attached.current.detach;
  }, [from, JSON.stringify(placement), as, written]);
  const box = { ref: place, className, style, suppressHydrationWarning: true };
  const inside = children && createElement(Around.Provider, { value: setWritten }, children);
  return createElement(
    Fragment,
    null,
    createElement("div", markup ? { ...box, dangerouslySetInnerHTML: { __html: markup } } : box, inside),
    news ? news.state === "ended" && none : !markup && !children && fallback,
  );
}

/** @param {import("./react.js").WrittenProps} props */
export function Written({ markup, json, className, style }) {
  const take = useContext(Around);
  const place = useRef(/** @type {HTMLDivElement | null} */ (null));
  // biome-ignore lint/correctness/useExhaustiveDependencies: a page that is written again leaves what is shown as it is
  useEffect(() => {
    take({ element: /** @type {Element} */ (place.current), request: JSON.parse(json) });
    return () => take({});
  }, [take]);
  const dangerouslySetInnerHTML = { __html: markup };
  return createElement("div", {
    ref: place,
    className,
    style,
    suppressHydrationWarning: true,
    dangerouslySetInnerHTML,
  });
}

export function usePaywall() {
  const from = useContext(Context);
  return useCallback(
    (/** @type {any} */ placement, /** @type {any} */ options) => present(runtimeOf(from), placement, options),
    [from],
  );
}

export function usePaywallRuntime() {
  const from = useContext(Context);
  const [found, setFound] = useState(/** @type {import("./react.js").Found} */ ({}));
  useEffect(() => {
    let isHere = true;
    runtimeOf(from).then(
      (runtime) => isHere && setFound({ runtime }),
      (error) => isHere && setFound({ error }),
    );
    return () => {
      isHere = false;
    };
  }, [from]);
  return found;
}

/** @param {import("./index.js").Request} [request] */
export function useDecision(request) {
  const { runtime } = usePaywallRuntime();
  // biome-ignore lint/correctness/useExhaustiveDependencies: requests are mostly written anew
  return useMemo(() => {
    try {
      return runtime?.decide(request).decision;
    } catch {
      return null;
    }
  }, [runtime, JSON.stringify(request)]);
}

/** @param {string} entitlement */
export function useEntitlement(entitlement) {
  const { customers } = useContext(Context);
  return useSyncExternalStore(
    (changed) => customers?.onEntitlements(changed) ?? nothing,
    () => (customers?.customer.entitlementsLoaded ? customers.mayUse(entitlement) : undefined),
    nothing,
  );
}
