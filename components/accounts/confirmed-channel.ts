/** Where a provider's page tells the one that asked how it ended. */
export const channelName = "latchkey.confirmed";

/** Whom the browser's session acts as, and for which organization. */
export type SignedInAs = { userId: string; organizationId: string };

/** How a confirmation in another tab ended: null where it was right, else the code of what went wrong; and as whom. */
export type Outcome = { error: string | null; as: SignedInAs | null };

/** Tells the pages of this browser how a confirmation in another tab ended. */
export function tellConfirmed(outcome: Outcome): void {
  const channel = new BroadcastChannel(channelName);
  channel.postMessage(outcome);
  channel.close();
}
