/** Reads headers as Node gives them: one that came twice names no one. */
export function headerIn(headers: Record<string, string | string[] | undefined>) {
  return (name: string): string | undefined => {
    const value = headers[name];
    return Array.isArray(value) ? undefined : value;
  };
}
