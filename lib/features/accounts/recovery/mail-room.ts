import type { MailRoom } from "@/lib/tenancy/mail-room";

/** For links that anybody may ask for, by typing an address. */
export const recoveryMailRooms: readonly MailRoom[] = [
  { most: 1, withinMs: 60_000 },
  { most: 3, withinMs: 30 * 60_000 },
  { most: 10, withinMs: 86_400_000 },
];
