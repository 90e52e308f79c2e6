/** The codes of errors. `index.d.ts` exports them. */

/**
 * The stable name of an error. The README's table says what each means.
 *
 * @example
 * const nothingFits: PaywallErrorCode[] = ["labeled_campaign_not_found", "held_out"];
 */
export type PaywallErrorCode =
  | "campaign_data_not_found"
  | "default_campaign_not_found"
  | "document_too_deep"
  | "document_too_large"
  | "flow_screen_data_unavailable"
  | "flow_too_long"
  | "held_out"
  | "invalid_document"
  | "invalid_origin"
  | "invalid_request"
  | "invalid_template"
  | "labeled_campaign_not_found"
  | "locale_unavailable"
  | "module_unavailable"
  | "output_too_large"
  | "paywall_not_found"
  | "product_groups_not_found"
  | "request_too_large"
  | "too_many_components"
  | "too_many_nodes"
  | "too_much_work"
  | "unknown_handle"
  | "unknown_operation"
  | "url_campaign_not_found";
