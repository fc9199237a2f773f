/** Where redirect addresses lead, each place once: a host, or the scheme that an app on the user's own device opens. */
export function placesOf(uris: readonly string[]): string[] {
  const places = uris.map((uri) => {
    const { protocol, host } = new URL(uri);
    return /^https?:$/.test(protocol) ? host : `${protocol}//`;
  });
  return [...new Set(places)];
}
