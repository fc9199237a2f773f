import { CallError } from "@/lib/http/call-error";
import { channelName, type Outcome, type SignedInAs } from "./confirmed-channel";

const lookMs = 500;

/** Opens a tab for something that this page waits for; at the click itself, for browsers let no page open tabs later. */
export function openTab(): Window {
  const tab = window.open("", "_blank");
  if (!tab) throw new CallError("Your browser opened no new tab. Allow it for this page, and try again.", 0, "TAB");
  return tab;
}

/** What the tab tells; where it was closed before, nothing was proved. */
export function outcomeOf(tab: Window): Promise<Outcome> {
  const channel = new BroadcastChannel(channelName);
  return new Promise<Outcome>((resolve) => {
    const end = (outcome: Outcome) => {
      clearInterval(looking);
      channel.close();
      resolve(outcome);
    };
    // A page of another origin may have cut the tab off from this one, which looks the same as a closed one.
    const looking = setInterval(() => {
      if (tab.closed && document.visibilityState === "visible") end({ error: "access_denied", as: null });
    }, lookMs);
    channel.onmessage = ({ data }) => end(readOutcome(data));
  });
}

function readOutcome(data: unknown): Outcome {
  const error: unknown = Reflect.get(Object(data), "error");
  return { error: typeof error === "string" ? error : null, as: readWho(Reflect.get(Object(data), "as")) };
}

function readWho(as: unknown): SignedInAs | null {
  const [userId, organizationId]: unknown[] = [
    Reflect.get(Object(as), "userId"),
    Reflect.get(Object(as), "organizationId"),
  ];
  return typeof userId === "string" && typeof organizationId === "string" ? { userId, organizationId } : null;
}
