/** What the sign-in page is told where the first proof was right and a second factor is asked for. */
export const secondFactorWord = "second_factor";

/** The page of the second step, which then leads to `target`. */
export function secondStepPath(target: string): string {
  return `/sign-in?${new URLSearchParams({ step: secondFactorWord, callbackUrl: target })}`;
}
