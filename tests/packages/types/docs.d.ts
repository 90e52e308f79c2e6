// The names that code in the documentation takes from the app around it, and the packages that such an app brings.

/// <reference path="../node_modules/paywall-runtime/standalone.d.ts" />

type ProductDetails = import("paywall-runtime").ProductDetails;
type Customer = import("paywall-runtime").Customer;

declare const runtime: import("paywall-runtime").Runtime;
declare const paywall: import("paywall-runtime").Paywall;
declare const customers: import("paywall-runtime/customers").Customers;
declare const products: ProductDetails[];
declare const customer: Customer;
declare const userId: string;
declare const id: string;
declare const paywalls: object;
declare const cloudDocument: object;
declare const PLATFORM_ID: string;
declare const element: HTMLElement;
declare const button: HTMLButtonElement;
declare const root: import("react-dom/client").Root;

declare const shop: {
  buy(id: string, promo?: string | null): Promise<unknown>;
  restore(): Promise<boolean>;
};
declare function purchase(sku: import("paywall-runtime/present").Sku): Promise<unknown>;
declare function buy(...what: unknown[]): Promise<{ transaction: string; proof: string }>;
declare function unlock(): void;
declare function leave(): void;
declare function signIn(): Promise<Customer>;
declare function App(): import("react").JSX.Element;
declare function Spinner(): import("react").JSX.Element;

/** The television's page has the customer manager as a script of its own. */
declare const PaywallCustomers: typeof import("paywall-runtime/customers");

/** The example of signed answers in docs/identity.md. */
declare const BUILT_IN: { alg: string };
declare const secret: string;
declare const device: string;
declare const url: string;

declare module "@capacitor/app";
declare module "@capacitor/browser";
declare module "@capacitor/core";
declare module "@playwright/test";
declare module "jose";
declare module "next/cache";
declare module "react-native";
declare module "react-native-webview";
declare module "*/paywalls.json";
declare module "*/paywall/page";
declare module "*/offer";
declare module "*.vue";
