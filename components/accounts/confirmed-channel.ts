/** Where a provider's page tells the one that asked how it ended. */
export const channelName = "latchkey.confirmed";

/** How a confirmation at a provider ended: null where it was right, else the code of what went wrong. */
export type Outcome = { error: string | null };

/** Tells the pages of this browser how a confirmation at a provider ended. */
export function tellConfirmed(outcome: Outcome): void {
  const channel = new BroadcastChannel(channelName);
  channel.postMessage(outcome);
  channel.close();
}
