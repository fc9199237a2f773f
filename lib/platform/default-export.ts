/**
 * The default export of a CommonJS package that was compiled from ES modules. Bundlers hand it over; plain Node, which
 * runs our server, hands over the whole module.
 */
export function defaultExport<T>(imported: T): T {
  const isModule = typeof imported === "object" && imported !== null && "default" in imported;
  return isModule ? (imported as { default: T }).default : imported;
}
