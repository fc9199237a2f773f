import { secondTexts } from "./time-texts";
import { useTimeText } from "./use-time-text";

type Begun = { ip_address: string | null; created_at: string };

/** What tells one session from the others of the same device and address, for the names of controls: device, address, begin. */
export function useSessionName(device: string, { ip_address, created_at }: Begun): string {
  const exact = useTimeText(secondTexts);
  return `${device}, ${ip_address ?? "unknown address"}, signed in ${exact(created_at)}`;
}
