// Identical fetches in flight are shared, as Hive Gateway does by default.
export const gatewayConfig = {
  transportEntries: { '*.http': { options: { deduplicateInflightRequests: true } } },
};
