import { Cancelled } from "@/components/ui/cancelled";
import { confirmAtProviderContract } from "@/lib/features/accounts/confirm-contract";
import { call } from "@/lib/http/call";
import { CallError } from "@/lib/http/call-error";
import { providerProblemText } from "./refused-step";
import { isCalmOutcome } from "./sign-in-outcome";
import { openTab, outcomeOf } from "./tab-outcome";

/**
 * Lets the user sign in at a provider in a tab of its own, so that nothing on this page is lost. Resolves once that tab is
 * back; throws in words that can be shown.
 */
export async function confirmAtProvider(provider: string): Promise<{ confirmed: true }> {
  const tab = openTab();
  try {
    const { url } = await call(confirmAtProviderContract, { params: { provider } });
    const ended = outcomeOf(tab);
    tab.location.assign(url);
    const { error } = await ended;
    if (error !== null && isCalmOutcome(error)) throw new Cancelled(providerProblemText(error));
    if (error !== null) throw new CallError(providerProblemText(error), 0, "PROVIDER");
    return { confirmed: true };
  } catch (error) {
    tab.close();
    throw error;
  }
}
