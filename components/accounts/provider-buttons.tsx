import { buttonClass } from "@/components/ui/button";
import type { Provider } from "@/lib/features/accounts/provider-contract";
import type { LastSignIn } from "@/lib/features/accounts/sign-in-contract";
import { type SignInPage, signInStartPath } from "@/lib/features/accounts/sign-in-start-contract";
import { ProviderIcon } from "./provider-icons";

/** The other ways in, above the form with email and password; `target` is a path of this site, `from` the page that they stand on. */
export function ProviderButtons({
  providers,
  target,
  from,
  lastUsed = null,
}: {
  providers: readonly Provider[];
  target: string;
  from: SignInPage;
  lastUsed?: LastSignIn | null;
}) {
  if (providers.length === 0) return null;
  const lastLabel = lastUsed === "email" ? "your email" : providers.find(({ id }) => id === lastUsed)?.label;
  return (
    <>
      <div className="flex flex-col gap-2">
        {providers.map(({ id, label }) => (
          // No client-side link: following it ahead of time would begin a sign-in.
          <a
            key={id}
            href={`${signInStartPath(id)}?${new URLSearchParams({ callbackUrl: target, from })}`}
            className={`${buttonClass()} w-full`}
          >
            <ProviderIcon provider={id} />
            Continue with {label}
          </a>
        ))}
      </div>
      {lastLabel && <p className="mt-2 text-center text-sm text-muted">You used {lastLabel} last time.</p>}
      <p className="my-5 flex items-center gap-3 text-xs text-muted before:h-px before:flex-1 before:bg-border after:h-px after:flex-1 after:bg-border">
        or
      </p>
    </>
  );
}
