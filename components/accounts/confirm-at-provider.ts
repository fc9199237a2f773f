import { confirmAtProviderContract } from "@/lib/features/accounts/confirm-contract";
import { call } from "@/lib/http/call";
import { CallError } from "@/lib/http/call-error";
import { channelName, type Outcome } from "./confirmed-channel";
import { signInErrorText } from "./sign-in-outcome";

/**
 * Lets the user sign in at a provider in a tab of its own, so that nothing on this page is lost. Resolves once that tab is
 * back; throws in words that can be shown.
 */
export async function confirmAtProvider(provider: string): Promise<{ confirmed: true }> {
  // Opened at the click itself: browsers let no page open tabs later.
  const tab = window.open("", "_blank");
  if (!tab) throw new CallError("Your browser opened no new tab. Allow it for this page, and try again.", 0, "TAB");
  try {
    const { url } = await call(confirmAtProviderContract, { params: { provider } });
    const ended = outcomeOf(tab);
    tab.location.assign(url);
    const { error } = await ended;
    if (error !== null) throw new CallError(signInErrorText(error), 0, "PROVIDER");
    return { confirmed: true };
  } catch (error) {
    tab.close();
    throw error;
  }
}

const lookMs = 500;

/** What the tab tells; where it was closed before, nothing was proved. */
function outcomeOf(tab: Window): Promise<Outcome> {
  const channel = new BroadcastChannel(channelName);
  return new Promise<Outcome>((resolve) => {
    const end = (outcome: Outcome) => {
      clearInterval(looking);
      channel.close();
      resolve(outcome);
    };
    // A page of another origin may have cut the tab off from this one, which looks the same as a closed one.
    const looking = setInterval(() => {
      if (tab.closed && document.visibilityState === "visible") end({ error: "access_denied" });
    }, lookMs);
    channel.onmessage = ({ data }) => end(readOutcome(data));
  });
}

function readOutcome(data: unknown): Outcome {
  const error: unknown = Reflect.get(Object(data), "error");
  return { error: typeof error === "string" ? error : null };
}
