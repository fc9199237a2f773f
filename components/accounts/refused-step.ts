import { signInErrorText } from "./sign-in-outcome";

const stepSentences: Readonly<Record<string, string>> = {
  rate_limited: "Too many attempts came from your network. Try again in a minute.",
  unavailable: "The server cannot answer at the moment. Try again soon.",
  not_found: "This deployment does not offer that provider. Sign in another way.",
  validation: "The link that led here cannot be followed. Sign in here, or go back to the app and start again.",
};

/** The sentence for how a sign-in at a provider ended: by an error code, or by the kind of our refusal of a step on the way. */
export function providerProblemText(code: string): string {
  return (Object.hasOwn(stepSentences, code) ? stepSentences[code] : undefined) ?? signInErrorText(code);
}
