// JSON in one form, by which values are compared.

/**
 * Writes a value with the fields of its objects in order.
 * @param {unknown} value
 */
export const sorted = (value) =>
  JSON.stringify(value, (_, inner) =>
    inner && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
