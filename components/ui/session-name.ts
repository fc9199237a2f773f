import { clockText } from "./local-time";
import { useOwnZone } from "./use-own-zone";

type Begun = { ip_address: string | null; created_at: string };

/** What tells one session from the others of the same device and address, for the names of controls: device, address, begin. */
export function useSessionName(device: string, { ip_address, created_at }: Begun): string {
  const zone = useOwnZone();
  return `${device}, ${ip_address ?? "unknown address"}, signed in ${clockText(created_at, zone)}`;
}
